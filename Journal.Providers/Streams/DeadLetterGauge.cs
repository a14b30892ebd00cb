
namespace PosSaga.Journal.Providers;

/// <summary>Counts dead letters for the operators, now and then, in one of the processes that deliver.</summary>
internal sealed class DeadLetterGauge(IDeadLetters letters, StreamRoutes routes, TimeProvider clock)
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private long? _counted;

    /// <param name="counts">False when it is another process's turn.</param>
    public async Task Look(bool counts, CancellationToken cancellation)
    {
        if (!counts)
        {
            StreamMetrics.DeadLetters(null);
            _counted = null;
            return;
        }
        if (_counted is { } then && clock.GetElapsedTime(then) < Period)
            return;
        _counted = clock.GetTimestamp();
        var found = await letters.Counts(cancellation);
        // A subscriber whose last letter is gone says 0, not nothing.
        StreamMetrics.DeadLetters(routes.Subscribers.Union(found.Keys).ToDictionary(
            name => name, name => found.GetValueOrDefault(name), StringComparer.Ordinal));
    }
}
