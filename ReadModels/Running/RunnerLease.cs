using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>The lease of the process that runs the projections. One process runs all of them, because models that are
/// folded together cost one read and one transaction; the others stand by.</summary>
/// <param name="alone">No other process can open the database.</param>
internal sealed class RunnerLease(ILeases leases, bool alone, ReadModelOptions options, TimeProvider clock)
{
    private const string Name = "projections";
    private readonly string _holder = $"projections-{Guid.NewGuid():n}";
    private long? _askedAt;
    private bool _held;

    /// <summary>A third of the term: two renewals may fail before another process takes over.</summary>
    public TimeSpan RenewEvery => alone ? TimeSpan.MaxValue : options.LeaseTerm / 3;

    public async ValueTask<bool> IsHeld(CancellationToken cancellation)
    {
        if (alone)
            return true;
        if (_askedAt is { } askedAt && clock.GetElapsedTime(askedAt) < RenewEvery)
            return _held;
        var now = clock.GetTimestamp();
        _held = await leases.TryHold(Name, _holder, options.LeaseTerm, cancellation);
        _askedAt = now;
        return _held;
    }

    /// <summary>At the end, so that the next process need not wait for the term to end.</summary>
    public async Task Release()
    {
        if (alone || !_held)
            return;
        (_held, _askedAt) = (false, null);
        await leases.Release(Name, _holder);
    }
}
