namespace PosSaga.Journal;

/// <summary>A mail to be queued, as found in the journal.</summary>
/// <param name="Position">Of its event.</param>
/// <param name="Number">Index of the message in that event.</param>
/// <param name="Stream">Of its event, <c>notification/{tenant}/{id}</c>.</param>
/// <param name="Address">Only a keyed hash of it is stored.</param>
public sealed record NewMail(long Position, int Number, string Stream, string Address)
{
    public string Tenant => Stream.Split('/') is [_, var tenant, _, ..]
        ? tenant
        : throw new ArgumentException($"'{Stream}' is no stream of a kind, a tenant and an id.");
}

/// <summary>A mail to be sent now.</summary>
/// <param name="Recipient">Keyed hash of tenant and address; meaningless without the master key.</param>
/// <param name="Attempts">At this mailbox since the mail was queued.</param>
public sealed record DueMail(long Position, int Number, string Recipient, int Attempts);

public enum MailStatus { Waiting, Undeliverable }

/// <summary>A mail as operators see it.</summary>
/// <param name="Reason">Stable code of the last attempt's outcome; null before the first.</param>
/// <param name="NextAttemptAtMicros">Earliest next attempt of a waiting mail; else when it was given up.</param>
public sealed record QueuedMail(
    long Position, int Number, string Stream, MailStatus Status, string? Reason, int Attempts, long QueuedAtMicros,
    long NextAttemptAtMicros);

/// <param name="OldestMicros">When the oldest waiting mail was queued, or null.</param>
public sealed record MailCounts(long Waiting, long Undeliverable, long? OldestMicros);

/// <summary>State of the mail server as the sending process last saw it.</summary>
/// <param name="State">Stored name.</param>
public sealed record MailServerRow(string State, string? Reason, long SinceMicros);

/// <summary>Undelivered mail. A recipient's mail is sent one after the other, oldest first, so its first mail carries
/// the back-off of all.</summary>
public interface IMailQueue
{
    /// <summary>Queues a mail once, unless the checkpoint is no longer at <paramref name="from"/>: then another process
    /// has queued it, and it may have been sent and removed since.</summary>
    Task Add(string checkpoint, long from, NewMail mail, long nowMicros, CancellationToken cancellation = default);

    /// <summary>The first waiting mail of each recipient that is due.</summary>
    /// <param name="upTo">Highest position: nothing is sent before the checkpoint has passed it.</param>
    /// <param name="tried">True: only mail that was tried before; false: only mail that never was.</param>
    Task<IReadOnlyList<DueMail>> Due(
        long upTo, long nowMicros, bool tried, int max, CancellationToken cancellation = default);

    /// <summary>Removes a mail that was delivered, or whose recipient was erased.</summary>
    Task Remove(long position, int number, CancellationToken cancellation = default);

    /// <summary>Records a failed attempt for all waiting mail of the recipient.</summary>
    Task Defer(
        string recipient, string reason, int attemptsMax, long untilMicros, CancellationToken cancellation = default);

    /// <summary>Marks a mail undeliverable and removes its recipient; the row stays until it is purged.</summary>
    Task GiveUp(long position, int number, string reason, long nowMicros, CancellationToken cancellation = default);

    /// <summary>Deletes mail that was given up before then.</summary>
    Task Purge(long beforeMicros, CancellationToken cancellation = default);

    /// <summary>Newest first, from the first before the given position and number.</summary>
    Task<IReadOnlyList<QueuedMail>> List(
        string tenant, MailStatus? status, long beforePosition, int beforeNumber, int max,
        CancellationToken cancellation = default);

    /// <param name="tenant">Null: all tenants.</param>
    Task<MailCounts> Count(string? tenant, CancellationToken cancellation = default);

    /// <summary>Null before the first attempt to send.</summary>
    Task<MailServerRow?> Server(CancellationToken cancellation = default);

    Task SetServer(MailServerRow row, CancellationToken cancellation = default);
}
