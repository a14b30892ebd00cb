using PosSaga.Journal;

namespace PosSaga.ReadModels.Running;

/// <summary>Which process runs the projections: all of them in one, since what is folded together costs one read and
/// one transaction instead of many. The others stand by.</summary>
internal sealed class RunnerLease(ILeases leases, bool alone, ReadModelOptions options, TimeProvider clock)
{
    private const string Name = "projections";
    private readonly string _holder = $"projections-{Guid.NewGuid():n}";
    private long _askedAt;
    private bool _asked;
    private bool _held;

    /// <summary>A third of the term: two renewals may fail before another process takes over.</summary>
    public TimeSpan RenewEvery => alone ? TimeSpan.MaxValue : options.LeaseTerm / 3;

    public async ValueTask<bool> IsHeld(CancellationToken cancellation)
    {
        if (alone)
            return true;
        if (_asked && clock.GetElapsedTime(_askedAt) < RenewEvery)
            return _held;
        var now = clock.GetTimestamp();
        _held = await leases.TryHold(Name, _holder, options.LeaseTerm, cancellation);
        (_askedAt, _asked) = (now, true);
        return _held;
    }

    /// <summary>On the way out, so that the next process need not wait for the term to end.</summary>
    public async Task Release()
    {
        if (alone || !_held)
            return;
        (_held, _asked) = (false, false);
        await leases.Release(Name, _holder);
    }
}
