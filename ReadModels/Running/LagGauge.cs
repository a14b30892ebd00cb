using System.Diagnostics.Metrics;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>The gauge <c>projection_lag_seconds</c>: the age of the oldest event that a partition of a model has not
/// projected, 0 when there is none. Measured by the process that runs the projections.</summary>
internal sealed class LagGauge
{
    private readonly ReadModelSet _set;
    private readonly IJournalFeed _feed;
    private readonly TimeProvider _clock;
    private readonly Lock _lock = new();
    private readonly Dictionary<(string Model, int Partition), Lookup> _lookups = [];

    public LagGauge(ReadModelSet set, IJournalFeed feed, TimeProvider clock)
    {
        (_set, _feed, _clock) = (set, feed, clock);
        ReadModelMetrics.Meter.CreateObservableGauge("projection_lag_seconds", Measure, "s");
    }

    public IEnumerable<Measurement<double>> Measure()
    {
        lock (_lock)
            return
            [
                .. from model in _set.Models
                   let status = model.Progress.Status()
                   where status.IsOwned
                   from partition in Enumerable.Range(0, model.Partitions)
                   let seconds = Lag(model.Name, partition, status.Positions[partition])
                   where seconds is not null
                   select new Measurement<double>(
                       seconds.Value,
                       new KeyValuePair<string, object?>("model", model.Name),
                       new KeyValuePair<string, object?>("partition", partition)),
            ];
    }

    /// <summary>When the partition's oldest event after the position was written, in microseconds; null when there is
    /// none. Near the head the feed answers from memory.</summary>
    public static async Task<long?> OldestAfter(
        IJournalFeed feed, int partition, long after, CancellationToken cancellation)
    {
        while (true)
        {
            var page = await feed.Read(partition, after, 1, cancellation);
            if (page.Events is [var oldest, ..])
                return oldest.TimeMicros;
            if (page.ReadTo == after)
                return null;
            after = page.ReadTo;
        }
    }

    // A gauge cannot await the database, which has to be asked far behind the head. Until it answers, the answer for an
    // earlier position counts, whose event is older.
    private double? Lag(string model, int partition, long position)
    {
        if (!_lookups.TryGetValue((model, partition), out var lookup))
            _lookups[(model, partition)] = lookup = new Lookup();
        if (!lookup.IsCurrent(position))
            lookup.Start(position, OldestAfter(_feed, partition, position, CancellationToken.None));
        return lookup.Oldest switch
        {
            null => null,
            0 => 0,
            { } micros => Math.Max(0, (_clock.GetUtcNow() - Micros.ToTime(micros)).TotalSeconds),
        };
    }

    private sealed class Lookup
    {
        private long _position;
        private Task<long?> _answer = Task.FromResult<long?>(null);
        private long? _oldest;

        /// <summary>Microseconds; 0 when no event waits, null when not known yet.</summary>
        public long? Oldest => _answer.IsCompletedSuccessfully ? _oldest = _answer.Result ?? 0 : _oldest;

        /// <summary>True while one is running, or when the event found is still the oldest. That none was found does
        /// not last: the next one may have come.</summary>
        public bool IsCurrent(long position) => !_answer.IsCompleted
            || (_position == position && _answer is { IsCompletedSuccessfully: true, Result: > 0 });

        public void Start(long position, Task<long?> answer) => (_position, _answer) = (position, answer);
    }
}
