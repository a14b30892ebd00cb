namespace PosSaga.Journal.Providers;

/// <summary>Parks events, and later ones of the same stream and subscriber behind them. The table of dead letters
/// decides what is blocked; this caches which streams may be, so that deliveries to all others need no
/// query.</summary>
internal sealed class BlockedStreams(IDeadLetters letters, StreamOptions options, TimeProvider clock)
{
    private const int ErrorLengthMax = 2_000;
    private const int Page = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Subscriber, string Stream)> _streams = [];

    /// <summary>Must be called before deliveries begin: earlier processes may have parked events.</summary>
    /// <exception cref="InvalidOperationException">More than <see cref="StreamOptions.BlockedStreamsMax"/> streams are
    /// blocked.</exception>
    public async Task Load(CancellationToken cancellation)
    {
        var after = 0L;
        while (true)
        {
            var page = await letters.List(new DeadLetterFilter(), after, Page, cancellation);
            foreach (var letter in page)
                Add(letter.Subscriber, letter.Stream);
            if (page.Count < Page)
                return;
            after = page[^1].Id;
        }
    }

    /// <summary>Parks the event if an earlier one of its stream is parked; else returns false.</summary>
    public async ValueTask<bool> ParkBehind(EventDelivery delivery)
    {
        lock (_lock)
            if (_streams.Count == 0 || !_streams.Contains((delivery.Route.Subscriber, delivery.Stream)))
                return false;
        if (await letters.ParkBehind(Letter(delivery, "An earlier event of this stream is parked.", 0)))
            return true;
        // Either the stream is no longer blocked, or this event is delivered again and precedes the parked one.
        if (await letters.First(delivery.Route.Subscriber, delivery.Stream) is null)
            Remove(delivery);
        return false;
    }

    public async Task Park(EventDelivery delivery, Exception error, int attempts)
    {
        Add(delivery.Route.Subscriber, delivery.Stream);
        await letters.Park(Letter(delivery, Describe(error), attempts));
        StreamMetrics.Parked(delivery);
    }

    public static string Describe(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        return text.Length > ErrorLengthMax ? text[..ErrorLengthMax] : text;
    }

    private DeadLetter Letter(EventDelivery delivery, string error, int attempts) => new(
        0, delivery.Route.Subscriber, delivery.Stream, delivery.Batch.Item.Position, delivery.Batch.Item.Type, error,
        attempts,
        (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    private void Add(string subscriber, string stream)
    {
        lock (_lock)
        {
            if (_streams.Count >= options.BlockedStreamsMax && !_streams.Contains((subscriber, stream)))
                throw new InvalidOperationException(
                    $"{_streams.Count} streams are blocked by dead letters: something is wrong with all of them.");
            _streams.Add((subscriber, stream));
        }
    }

    private void Remove(EventDelivery delivery)
    {
        lock (_lock)
            _streams.Remove((delivery.Route.Subscriber, delivery.Stream));
    }
}
