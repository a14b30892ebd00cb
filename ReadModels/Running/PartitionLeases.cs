using PosSaga.Journal;

namespace PosSaga.ReadModels.Running;

/// <summary>Which partitions of a model this process runs: one runner per partition and model. Whoever comes first takes
/// all, since partitions run together cost one transaction instead of many; the others stand by.</summary>
internal sealed class PartitionLeases(ILeases leases, bool alone, ReadModelOptions options, TimeProvider clock)
{
    private readonly string _holder = $"projections-{Guid.NewGuid():n}";
    private readonly Dictionary<string, (long RenewedAt, int[] Partitions)> _held = [];
    private readonly Lock _lock = new();

    /// <summary>A third of the term: two renewals may fail before another process takes over.</summary>
    public TimeSpan RenewEvery => alone ? TimeSpan.MaxValue : options.LeaseTerm / 3;

    public async ValueTask<int[]> Held(ModelProgress model, CancellationToken cancellation)
    {
        (long RenewedAt, int[] Partitions) held;
        lock (_lock)
            if (_held.TryGetValue(model.Model, out held) && (alone || clock.GetElapsedTime(held.RenewedAt) < RenewEvery))
                return held.Partitions;
        var now = clock.GetTimestamp();
        var partitions = new List<int>();
        for (var partition = 0; partition < model.Partitions; partition++)
        {
            var mine = alone
                || await leases.TryHold(Name(model.Model, partition), _holder, options.LeaseTerm, cancellation);
            model.Own(partition, mine);
            if (mine)
                partitions.Add(partition);
        }
        lock (_lock)
            _held[model.Model] = (now, [.. partitions]);
        return [.. partitions];
    }

    /// <summary>On the way out, so that the next process need not wait for the term to end.</summary>
    public async Task Release(ModelProgress model)
    {
        (long RenewedAt, int[] Partitions) held;
        lock (_lock)
            if (alone || !_held.Remove(model.Model, out held))
                return;
        foreach (var partition in held.Partitions)
        {
            model.Own(partition, false);
            await leases.Release(Name(model.Model, partition), _holder);
        }
    }

    private static string Name(string model, int partition) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"projection/{model}/{partition}");
}
