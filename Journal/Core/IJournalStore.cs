using System.Data.Common;

namespace PosSaga.Journal;

/// <summary>Outcome of one append of a batch; <paramref name="Error"/> if it can never be stored.</summary>
/// <param name="FirstPosition">Of the events that this commit inserted; 0 when it inserted none for this
/// append.</param>
internal readonly record struct AppendVerdict(AppendResult? Result, long FirstPosition = 0, Exception? Error = null);

internal readonly record struct StreamQuery(string Stream, long After, int Max);

/// <summary>The database under the queues, the feed and the key ring.</summary>
internal interface IJournalStore : IAsyncDisposable
{
    /// <summary>Brings the tables up to date.</summary>
    Task Migrate(CancellationToken cancellation);

    /// <summary>Commits in one transaction the appends that fit, with positions that follow each other without a gap.
    /// Each append has its own outcome.</summary>
    /// <param name="batch">At most one append per stream.</param>
    Task<AppendVerdict[]> Commit(IReadOnlyList<PendingAppend> batch, CancellationToken cancellation);

    Task<StreamSlice[]> ReadStreams(IReadOnlyList<StreamQuery> queries, CancellationToken cancellation);

    Task<IReadOnlyList<RecordedEvent>> ReadAt(IReadOnlyList<long> positions, CancellationToken cancellation);

    Task<AppendResult.KeyAnswered?> FindKey(string stream, string key, CancellationToken cancellation);

    /// <summary>Idempotent: the first answer of a key stays.</summary>
    Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation);

    Task<long> Head(CancellationToken cancellation);

    /// <param name="partition">Null: all partitions.</param>
    /// <param name="upTo">A position that was committed before this call.</param>
    Task<List<RecordedEvent>> ReadFeed(int? partition, long after, long upTo, int max, CancellationToken cancellation);

    Task<VerifyReport> Verify(CancellationToken cancellation);

    /// <summary>True if a retry may succeed: the database is unreachable, restarting or overloaded.</summary>
    bool IsTransient(Exception error);
}

/// <summary>Columns and rows that are the same in both databases.</summary>
internal static class StoreRows
{
    public const string EventColumns =
        "e.position, e.partition, e.stream, e.version, e.event_id, e.type, e.data, e.metadata, e.process_key, "
        + "e.time_micros, e.hash";

    /// <summary>The row's version and hash, from column <paramref name="at"/>; empty if they are null.</summary>
    public static StreamHead HeadOf(DbDataReader row, int at) =>
        row.IsDBNull(at) ? StreamHead.Empty : new(row.GetInt64(at), row.GetFieldValue<byte[]>(at + 1));

    /// <summary>Of a row with position, version, fingerprint and refusal.</summary>
    public static AppendResult.KeyAnswered KeyOf(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3));
}
