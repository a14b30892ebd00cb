using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using static PosSaga.Journal.AppendStatements;

namespace PosSaga.Journal;

internal sealed partial class SqliteStore
{
    public Task<AppendVerdict[]> Commit(IReadOnlyList<PendingAppend> batch, CancellationToken cancellation) =>
        Write(connection => CommitNow(connection, _append!, batch), cancellation);

    public Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation) =>
        Write(connection =>
        {
            using var transaction = connection.BeginTransaction();
            _append!.Use(transaction);
            With(_append.RefuseKey, stream, key.Key, key.Fingerprint, refusal).ExecuteNonQuery();
            var answer = KeyOf(With(_append.Key, stream, key.Key));
            transaction.Commit();
            return answer;
        }, cancellation);

    private static AppendVerdict[] CommitNow(
        SqliteConnection connection, AppendStatements sql, IReadOnlyList<PendingAppend> batch)
    {
        using var transaction = connection.BeginTransaction();
        sql.Use(transaction);
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
        var head = HeadOf(sql, request.Stream);
        if (head != request.Expected && CommittedEarlier(sql, append) is { } position)
            return new(new AppendResult.Appended(append.NewHead, position));
        foreach (var key in request.Keys ?? [])
            if (KeyOf(With(sql.Key, request.Stream, key.Key)) is { } answered)
                return new(answered);
        if (head != request.Expected)
            return new(new AppendResult.Conflict(head));
        foreach (var subject in append.Subjects)
            if (With(sql.IsErased, subject).ExecuteScalar() is not null)
                return new(null, Error: new SubjectErasedException(subject));
        return null;
    }

    private static AppendVerdict Insert(AppendStatements sql, PendingAppend append, long first)
    {
        var request = append.Request;
        for (var i = 0; i < append.Hashes.Length; i++)
        {
            var e = request.Events[i];
            With(sql.InsertEvent, first + i, append.PartitionOf[i], request.Stream, request.Expected.Version + 1 + i,
                e.Id.ToByteArray(bigEndian: true), e.Type, Bytes(e.Data), Bytes(e.Metadata), e.ProcessKey, e.TimeMicros,
                append.Hashes[i]).ExecuteNonQuery();
        }
        With(sql.PutHead, request.Stream, append.NewHead.Version, append.Hashes[^1]).ExecuteNonQuery();
        foreach (var key in request.Keys ?? [])
            With(sql.InsertKey, request.Stream, key.Key, key.Fingerprint, first + key.Event,
                request.Expected.Version + 1 + key.Event).ExecuteNonQuery();
        return new(new AppendResult.Appended(append.NewHead, first + append.Hashes.Length - 1), first);
    }

    private static StreamHead HeadOf(AppendStatements sql, string stream)
    {
        using var reader = With(sql.Head, stream).ExecuteReader();
        return reader.Read() ? new(reader.GetInt64(0), reader.GetFieldValue<byte[]>(1)) : StreamHead.Empty;
    }

    /// <summary>Position of the append's last event when an earlier attempt of it was committed.</summary>
    private static long? CommittedEarlier(AppendStatements sql, PendingAppend append)
    {
        var (stream, version) = (append.Request.Stream, append.Request.Expected.Version);
        using (var first = With(sql.EventAt, stream, version + 1).ExecuteReader())
        {
            if (!first.Read()
                || new Guid(first.GetFieldValue<byte[]>(0), bigEndian: true) != append.Request.Events[0].Id)
                return null;
        }
        using var last = With(sql.EventAt, stream, version + append.Hashes.Length).ExecuteReader();
        return last.Read() ? last.GetInt64(1) : throw new JournalCorruptException($"Stream {stream} lost its end.");
    }

    private static AppendResult.KeyAnswered? KeyOf(SqliteCommand query)
    {
        using var reader = query.ExecuteReader();
        return reader.Read()
            ? new(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3))
            : null;
    }

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var part) && part.Offset == 0 && part.Count == part.Array!.Length
            ? part.Array
            : memory.ToArray();
}
