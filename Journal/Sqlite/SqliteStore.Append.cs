using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using static PosSaga.Journal.AppendStatements;

namespace PosSaga.Journal;

internal sealed partial class SqliteStore
{
    public Task<AppendVerdict[]> Commit(IReadOnlyList<PendingAppend> batch, CancellationToken cancellation) =>
        Write(connection => CommitBatch(connection, _append!, batch), cancellation);

    public Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation) =>
        Write(connection =>
        {
            using var transaction = connection.BeginTransaction();
            _append!.SetTransaction(transaction);
            Bind(_append.RefuseKey, stream, key.Key, key.Fingerprint, refusal).ExecuteNonQuery();
            var answer = KeyOf(Bind(_append.Key, stream, key.Key));
            transaction.Commit();
            return answer;
        }, cancellation);

    private static AppendVerdict[] CommitBatch(
        SqliteConnection connection, AppendStatements sql, IReadOnlyList<PendingAppend> batch)
    {
        using var transaction = connection.BeginTransaction();
        sql.SetTransaction(transaction);
        var position = (long)sql.LastPosition.ExecuteScalar()!;
        var verdicts = new AppendVerdict[batch.Count];
        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = Refusal(sql, batch[i]) ?? Insert(sql, batch[i], position + 1);
            if (verdicts[i].FirstPosition > 0)
                position += batch[i].Hashes.Length;
        }
        transaction.Commit();
        return verdicts;
    }

    private static AppendVerdict? Refusal(AppendStatements sql, PendingAppend append)
    {
        var request = append.Request;
        var head = HeadOf(Bind(sql.Head, request.Stream));
        if (head != request.Expected && CommittedEarlier(sql, append) is { } position)
            return new(new AppendResult.Appended(append.NewHead, position));
        foreach (var key in request.Keys ?? [])
            if (KeyOf(Bind(sql.Key, request.Stream, key.Key)) is { } answered)
                return new(answered);
        if (head != request.Expected)
            return new(new AppendResult.Conflict(head));
        foreach (var subject in append.Subjects)
            if (Bind(sql.IsErased, subject).ExecuteScalar() is not null)
                return new(null, Error: new SubjectErasedException(subject));
        return null;
    }

    private static AppendVerdict Insert(AppendStatements sql, PendingAppend append, long first)
    {
        var request = append.Request;
        for (var i = 0; i < append.Hashes.Length; i++)
        {
            var e = request.Events[i];
            Bind(sql.InsertEvent, first + i, append.PartitionOf[i], request.Stream, request.Expected.Version + 1 + i,
                e.Id.ToByteArray(bigEndian: true), e.Type, Bytes(e.Data), Bytes(e.Metadata), e.ProcessKey, e.TimeMicros,
                append.Hashes[i]).ExecuteNonQuery();
        }
        Bind(sql.PutHead, request.Stream, append.NewHead.Version, append.Hashes[^1]).ExecuteNonQuery();
        foreach (var key in request.Keys ?? [])
            Bind(sql.InsertKey, request.Stream, key.Key, key.Fingerprint, first + key.Event,
                request.Expected.Version + 1 + key.Event).ExecuteNonQuery();
        return new(new AppendResult.Appended(append.NewHead, first + append.Hashes.Length - 1), first);
    }

    private static StreamHead HeadOf(SqliteCommand query)
    {
        using var reader = query.ExecuteReader();
        return reader.Read() ? StoreRows.HeadOf(reader, 0) : StreamHead.Empty;
    }

    /// <summary>Position of the append's last event if an earlier attempt was committed.</summary>
    private static long? CommittedEarlier(AppendStatements sql, PendingAppend append)
    {
        var (stream, version) = (append.Request.Stream, append.Request.Expected.Version);
        using (var first = Bind(sql.EventAt, stream, version + 1).ExecuteReader())
        {
            if (!first.Read()
                || new Guid(first.GetFieldValue<byte[]>(0), bigEndian: true) != append.Request.Events[0].Id)
                return null;
        }
        using var last = Bind(sql.EventAt, stream, version + append.Hashes.Length).ExecuteReader();
        return last.Read() ? last.GetInt64(1) : throw new JournalCorruptException($"Stream {stream} lost its end.");
    }

    private static AppendResult.KeyAnswered? KeyOf(SqliteCommand query)
    {
        using var reader = query.ExecuteReader();
        return reader.Read() ? StoreRows.KeyOf(reader) : null;
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var part) && part.Offset == 0 && part.Count == part.Array!.Length
            ? part.Array
            : memory.ToArray();
}

/// <summary>The prepared statements of the writer's connection.</summary>
internal sealed class AppendStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _all = [];

    public AppendStatements(SqliteConnection connection)
    {
        _connection = connection;
        LastPosition = Prepare("select coalesce(max(position), 0) from events");
        Head = Prepare("select version, hash from heads where stream = $1", 1);
        Key = Prepare("select position, version, fingerprint, refusal from keys where stream = $1 and key = $2", 2);
        EventAt = Prepare("select event_id, position from events where stream = $1 and version = $2", 2);
        IsErased = Prepare("select 1 from subject_keys where subject = $1 and erased_micros is not null", 1);
        // Casting bytes to text avoids converting them to a .NET string first.
        InsertEvent = Prepare("""
            insert into events values ($1, $2, $3, $4, $5, $6, cast($7 as text), cast($8 as text), $9, $10, $11)
            """, 11);
        PutHead = Prepare("""
            insert into heads values ($1, $2, $3)
            on conflict (stream) do update set version = excluded.version, hash = excluded.hash
            """, 3);
        InsertKey = Prepare(
            "insert into keys (stream, key, fingerprint, position, version) values ($1, $2, $3, $4, $5)", 5);
        RefuseKey = Prepare("""
            insert into keys (stream, key, fingerprint, position, version, refusal)
            select stream, $2, $3, 0, 0, $4 from heads where stream = $1
            on conflict (stream, key) do nothing
            """, 4);
    }

    public SqliteCommand LastPosition { get; }
    public SqliteCommand Head { get; }
    public SqliteCommand Key { get; }
    public SqliteCommand EventAt { get; }
    public SqliteCommand IsErased { get; }
    public SqliteCommand InsertEvent { get; }
    public SqliteCommand PutHead { get; }
    public SqliteCommand InsertKey { get; }
    public SqliteCommand RefuseKey { get; }

    public void SetTransaction(SqliteTransaction? transaction)
    {
        foreach (var command in _all)
            command.Transaction = transaction;
    }

    public static SqliteCommand Bind(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    public void Dispose() => _all.ForEach(command => command.Dispose());

    private SqliteCommand Prepare(string sql, int parameters = 0)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value));
        command.Prepare();
        _all.Add(command);
        return command;
    }
}
