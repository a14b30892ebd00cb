namespace PosSaga.Journal;

/// <summary>An event that a subscriber could not handle, or that waits behind one, parked with its error.</summary>
/// <param name="Subscriber">The kind of grain that was to handle it.</param>
/// <param name="Stream">By which it came, <c>{namespace}/{tenant}/{process key}</c>.</param>
/// <param name="Position">Of the event in the journal.</param>
/// <param name="Attempts">0 for an event that was never tried, because an earlier one of its stream is parked.</param>
public sealed record DeadLetter(
    long Id, string Subscriber, string Stream, long Position, string EventType, string Error, int Attempts,
    long ParkedAtMicros)
{
    public string Tenant => Stream.Split('/') is [_, var tenant, _, ..]
        ? tenant
        : throw new ArgumentException($"'{Stream}' is no stream of a namespace, a tenant and a key.");
}

/// <summary>Which dead letters; what is null does not matter.</summary>
public sealed record DeadLetterFilter(string? Tenant = null, string? Subscriber = null);

/// <summary>Dead letters of stream subscribers. While one is there, later events of the same stream and subscriber wait
/// behind it: which streams are blocked is what this table says, and nothing else.</summary>
public interface IDeadLetters
{
    /// <summary>The table gives the id. Parking the same event of the same subscriber again refreshes its
    /// error.</summary>
    Task Park(DeadLetter letter, CancellationToken cancellation = default);

    /// <summary>Parks an event if an earlier one of the same stream and subscriber is parked; an event that is there
    /// already stays as it is. False when none is: then nothing was parked.</summary>
    Task<bool> ParkBehind(DeadLetter letter, CancellationToken cancellation = default);

    /// <summary>By id, oldest first, those with an id above <paramref name="afterId"/>.</summary>
    Task<IReadOnlyList<DeadLetter>> List(
        DeadLetterFilter filter, long afterId, int max, CancellationToken cancellation = default);

    /// <summary>The one that blocks a stream for a subscriber, or null when it is free.</summary>
    Task<DeadLetter?> First(string subscriber, string stream, CancellationToken cancellation = default);

    Task<DeadLetter?> Find(long id, CancellationToken cancellation = default);

    /// <summary>It was tried again, in vain. False when somebody removed it meanwhile.</summary>
    Task<bool> Fail(long id, string error, int attempts, CancellationToken cancellation = default);

    Task<bool> Remove(long id, CancellationToken cancellation = default);

    /// <summary>How many each subscriber has; one without any is left out.</summary>
    Task<IReadOnlyDictionary<string, long>> Counts(CancellationToken cancellation = default);
}
