using System.Diagnostics.Metrics;

namespace PosSaga.ReadModels.Running;

/// <summary>The gauge <c>projection_lag_seconds</c>: how long the oldest event that a partition of a model does not
/// show has been waiting, 0 when it shows all. Told by the process that runs the projections.</summary>
internal sealed class LagGauge
{
    private readonly ReadModelSet _set;
    private readonly WaitingEvents _waiting;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Model, int Partition), Asked> _asked = [];

    public LagGauge(ReadModelSet set, WaitingEvents waiting, TimeProvider clock)
    {
        (_set, _waiting, _clock) = (set, waiting, clock);
        ReadModelMetrics.Shared.CreateObservableGauge("projection_lag_seconds", Measure, "s");
    }

    public IEnumerable<Measurement<double>> Measure()
    {
        var lags = new List<Measurement<double>>();
        lock (_lock)
            foreach (var model in _set.Models)
                if (model.Progress.Look() is { Owned: true } look)
                    for (var partition = 0; partition < look.Positions.Length; partition++)
                        if (Lag(model.Name, partition, look.Positions[partition]) is { } seconds)
                            lags.Add(new Measurement<double>(
                                seconds,
                                new KeyValuePair<string, object?>("model", model.Name),
                                new KeyValuePair<string, object?>("partition", partition)));
        return lags;
    }

    // A gauge cannot wait for the database. Far behind the head it must be asked; its answer counts at the next scrape,
    // and until then that for an earlier position, whose event is older.
    private double? Lag(string model, int partition, long position)
    {
        if (!_asked.TryGetValue((model, partition), out var asked))
            _asked[(model, partition)] = asked = new Asked();
        if (!asked.Knows(position))
            asked.Ask(position, _waiting.Oldest(partition, position, CancellationToken.None));
        return asked.Oldest switch
        {
            null => null,
            0 => 0,
            { } micros => Math.Max(0, (_clock.GetUtcNow() - Micros.ToTime(micros)).TotalSeconds),
        };
    }

    private sealed class Asked
    {
        private long _position;
        private Task<long?> _answer = Task.FromResult<long?>(null);
        private long? _oldest;

        /// <summary>0: nothing waits; null: not known yet.</summary>
        public long? Oldest => _answer.IsCompletedSuccessfully ? _oldest = _answer.Result ?? 0 : _oldest;

        /// <summary>An event that waits goes on waiting while the position stays; that none did says nothing of
        /// now.</summary>
        public bool Knows(long position) => !_answer.IsCompleted
            || (_position == position && _answer is { IsCompletedSuccessfully: true, Result: > 0 });

        public void Ask(long position, Task<long?> answer) => (_position, _answer) = (position, answer);
    }
}
