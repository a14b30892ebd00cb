namespace PosSaga.Journal;

/// <summary>A mail that was read in the journal and has to be delivered.</summary>
/// <param name="Position">Of the event that tells it.</param>
/// <param name="Number">Of the message in that event.</param>
/// <param name="Stream">Of the event, <c>notification/{tenant}/{id}</c>.</param>
/// <param name="Address">Only a keyed hash of it is stored.</param>
public sealed record NewMail(long Position, int Number, string Stream, string Address)
{
    public string Tenant => Stream.Split('/') is [_, var tenant, _, ..]
        ? tenant
        : throw new ArgumentException($"'{Stream}' is no stream of a kind, a tenant and an id.");
}

/// <summary>A mail whose turn it is.</summary>
/// <param name="Recipient">The same for all mail of one tenant to one address; says nothing without the master
/// key.</param>
/// <param name="Attempts">So far, at this mailbox, since this mail waits.</param>
public sealed record DueMail(long Position, int Number, string Recipient, int Attempts);

public enum MailStatus { Waiting, Undeliverable }

/// <summary>As operators see it.</summary>
/// <param name="Reason">Stable code of the last attempt's end; null before the first.</param>
/// <param name="NextAttemptAtMicros">Not before then, if it waits; else when it was given up.</param>
public sealed record QueuedMail(
    long Position, int Number, string Stream, MailStatus Status, string? Reason, int Attempts, long QueuedAtMicros,
    long NextAttemptAtMicros);

/// <param name="OldestMicros">When the longest waiting one was queued; null when none waits.</param>
public sealed record MailCounts(long Waiting, long Undeliverable, long? OldestMicros);

/// <summary>What is known of the mail server, by whoever sends.</summary>
/// <param name="State">Stored name of the state.</param>
public sealed record MailServerRow(string State, string? Reason, long SinceMicros);

/// <summary>Mail on its way: what is delivered leaves the table. A recipient's mail goes one after the other, oldest
/// first, so that its first mail in line carries the back-off of all.</summary>
public interface IMailQueue
{
    /// <summary>Queues a mail once, unless the checkpoint is not at <paramref name="from"/> any more: then somebody
    /// else has queued it, and it may have been sent and gone since.</summary>
    Task Add(string checkpoint, long from, NewMail mail, long nowMicros, CancellationToken cancellation = default);

    /// <summary>The first in line of each recipient, where its time has come.</summary>
    /// <param name="upTo">Later positions are left out: nothing is sent before the checkpoint is past it.</param>
    /// <param name="tried">Those that were tried before, else only those that never were.</param>
    Task<IReadOnlyList<DueMail>> Due(
        long upTo, long nowMicros, bool tried, int max, CancellationToken cancellation = default);

    /// <summary>It is delivered, or is nobody's any more.</summary>
    Task Remove(long position, int number, CancellationToken cancellation = default);

    /// <summary>An attempt at a mailbox, in vain: it counts for all that wait for it.</summary>
    Task Defer(
        string recipient, string reason, int attemptsMax, long untilMicros, CancellationToken cancellation = default);

    /// <summary>It stays in the table until it is purged, and no longer says to whom it was.</summary>
    Task GiveUp(long position, int number, string reason, long nowMicros, CancellationToken cancellation = default);

    /// <summary>Forgets what was given up before then.</summary>
    Task Purge(long beforeMicros, CancellationToken cancellation = default);

    /// <summary>Of one tenant, newest first, those before the given position and number.</summary>
    Task<IReadOnlyList<QueuedMail>> List(
        string tenant, MailStatus? status, long beforePosition, int beforeNumber, int max,
        CancellationToken cancellation = default);

    /// <param name="tenant">Null: of all.</param>
    Task<MailCounts> Count(string? tenant, CancellationToken cancellation = default);

    /// <summary>Null when nobody ever tried to send.</summary>
    Task<MailServerRow?> Server(CancellationToken cancellation = default);

    Task SetServer(MailServerRow row, CancellationToken cancellation = default);
}
