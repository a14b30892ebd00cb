
namespace PosSaga.Journal.Providers;

/// <summary>Puts events aside, and keeps later ones of the same stream and subscriber behind them. What is blocked is
/// what the table of dead letters says; this remembers which streams have to be asked about, so that the others cost
/// nothing.</summary>
internal sealed class BlockedStreams(IDeadLetters letters, StreamOptions options, TimeProvider clock)
{
    private const int ErrorLengthMax = 2_000;
    private const int Page = 1_000;

    private readonly Lock _lock = new();
    private readonly HashSet<(string Subscriber, string Stream)> _known = [];

    /// <summary>Before anything is delivered: what is blocked since an earlier process.</summary>
    /// <exception cref="InvalidOperationException">There are too many to be remembered.</exception>
    public async Task Load(CancellationToken cancellation)
    {
        var after = 0L;
        while (true)
        {
            var page = await letters.List(new DeadLetterFilter(), after, Page, cancellation);
            foreach (var letter in page)
                Remember(letter.Subscriber, letter.Stream);
            if (page.Count < Page)
                return;
            after = page[^1].Id;
        }
    }

    /// <summary>True when an earlier event of its stream is parked and this one now is as well.</summary>
    public async ValueTask<bool> ParkBehind(EventDelivery delivery)
    {
        lock (_lock)
            if (_known.Count == 0 || !_known.Contains((delivery.Route.Subscriber, delivery.Stream)))
                return false;
        if (await letters.ParkBehind(Letter(delivery, "An earlier event of this stream is parked.", 0)))
            return true;
        // Either the stream was redriven, or this event comes again from before the one that blocks it.
        if (await letters.First(delivery.Route.Subscriber, delivery.Stream) is null)
            Forget(delivery);
        return false;
    }

    public async Task Park(EventDelivery delivery, Exception error, int attempts)
    {
        Remember(delivery.Route.Subscriber, delivery.Stream);
        await letters.Park(Letter(delivery, Text(error), attempts));
        StreamMetrics.Parked(delivery);
    }

    public static string Text(Exception error)
    {
        var text = $"{error.GetType().Name}: {error.Message}";
        return text.Length > ErrorLengthMax ? text[..ErrorLengthMax] : text;
    }

    private DeadLetter Letter(EventDelivery delivery, string error, int attempts) => new(
        0, delivery.Route.Subscriber, delivery.Stream, delivery.Batch.Item.Position, delivery.Batch.Item.Type, error, attempts,
        (clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);

    private void Remember(string subscriber, string stream)
    {
        lock (_lock)
        {
            if (_known.Count >= options.BlockedStreamsMax && !_known.Contains((subscriber, stream)))
                throw new InvalidOperationException(
                    $"{_known.Count} streams are blocked by dead letters: something is wrong with all of them.");
            _known.Add((subscriber, stream));
        }
    }

    private void Forget(EventDelivery delivery)
    {
        lock (_lock)
            _known.Remove((delivery.Route.Subscriber, delivery.Stream));
    }
}
