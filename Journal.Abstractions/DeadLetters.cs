namespace PosSaga.Journal;

/// <summary>An event that a subscriber could not handle, or that waits behind one, parked with its error.</summary>
/// <param name="Subscriber">The kind of grain that was to handle it.</param>
/// <param name="Stream">The stream that delivered it, <c>{namespace}/{tenant}/{process key}</c>.</param>
/// <param name="Position">Of the event in the journal.</param>
/// <param name="Attempts">0 for an event that was parked behind an earlier one of its stream.</param>
public sealed record DeadLetter(
    long Id, string Subscriber, string Stream, long Position, string EventType, string Error, int Attempts,
    long ParkedAtMicros)
{
    public string Tenant => Stream.Split('/') is [_, var tenant, _, ..]
        ? tenant
        : throw new ArgumentException($"'{Stream}' is no stream of a namespace, a tenant and a key.");
}

/// <summary>Null matches everything.</summary>
public sealed record DeadLetterFilter(string? Tenant = null, string? Subscriber = null);

/// <summary>Dead letters of stream subscribers. While one exists, later events of the same stream and subscriber are
/// parked behind it; this table alone decides which streams are blocked.</summary>
public interface IDeadLetters
{
    /// <summary>The table assigns the id. Parking the same event of the same subscriber again replaces its
    /// error.</summary>
    Task Park(DeadLetter letter, CancellationToken cancellation = default);

    /// <summary>Parks an event if an earlier one of the same stream and subscriber is parked, and leaves it as it is if
    /// it is parked already. False, and nothing parked, when the stream is not blocked.</summary>
    Task<bool> ParkBehind(DeadLetter letter, CancellationToken cancellation = default);

    /// <summary>Ordered by id, from the first above <paramref name="afterId"/>.</summary>
    Task<IReadOnlyList<DeadLetter>> List(
        DeadLetterFilter filter, long afterId, int max, CancellationToken cancellation = default);

    /// <summary>The letter that blocks a stream for a subscriber, or null.</summary>
    Task<DeadLetter?> First(string subscriber, string stream, CancellationToken cancellation = default);

    Task<DeadLetter?> Find(long id, CancellationToken cancellation = default);

    /// <summary>Records a failed redelivery. False when the letter was removed meanwhile.</summary>
    Task<bool> Fail(long id, string error, int attempts, CancellationToken cancellation = default);

    Task<bool> Remove(long id, CancellationToken cancellation = default);

    /// <summary>Letters per subscriber; subscribers without any are left out.</summary>
    Task<IReadOnlyDictionary<string, long>> Counts(CancellationToken cancellation = default);
}
