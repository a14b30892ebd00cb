using System.Data;
using Npgsql;
using NpgsqlTypes;

namespace PosSaga.Journal;

internal sealed partial class PostgresStore
{
    private const string ReadStreamsSql = $"""
        select q.i, h.version, h.hash, {StoreRows.EventColumns}
        from unnest($1, $2, $3) with ordinality as q(stream, after, max, i)
        join journal.heads h on h.stream = q.stream
        left join lateral (
            select * from journal.events s where s.stream = q.stream and s.version > q.after
            order by s.version limit q.max
        ) e on true
        order by q.i, e.version
        """;

    public async Task<StreamSlice[]> ReadStreams(IReadOnlyList<StreamQuery> queries, CancellationToken cancellation)
    {
        await using var command = Command(ReadStreamsSql,
            Parameter(queries.Select(q => q.Stream).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Text),
            Parameter(queries.Select(q => q.After).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint),
            Parameter(queries.Select(q => q.Max).ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Integer));
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var heads = new StreamHead[queries.Count];
        var events = new List<RecordedEvent>?[queries.Count];
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
        {
            var i = (int)reader.GetInt64(0) - 1;
            if (heads[i].Version == 0)
                heads[i] = StoreRows.HeadOf(reader, 1);
            if (!reader.IsDBNull(3))
                (events[i] ??= []).Add(EventAt(reader, 3));
        }
        return [.. heads.Zip(events, (head, list) => new StreamSlice(head, list ?? (IReadOnlyList<RecordedEvent>)[]))];
    }

    public async Task<IReadOnlyList<RecordedEvent>> ReadAt(
        IReadOnlyList<long> positions, CancellationToken cancellation)
    {
        await using var command = Command(
            $"select {StoreRows.EventColumns} from journal.events e where e.position = any($1) order by e.position",
            Parameter(positions.ToArray(), NpgsqlDbType.Array | NpgsqlDbType.Bigint));
        return await Events(command, positions.Count, cancellation).ConfigureAwait(false);
    }

    public async Task<AppendResult.KeyAnswered?> FindKey(string stream, string key, CancellationToken cancellation)
    {
        await using var command = Command(
            "select position, version, fingerprint, refusal from journal.keys where stream = $1 and key = $2",
            Parameter(stream, NpgsqlDbType.Text), Parameter(key, NpgsqlDbType.Text));
        return await KeyOf(command, cancellation).ConfigureAwait(false);
    }

    public async Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation)
    {
        await using var command = Command(
            "select pos, ver, print, no from journal.refuse_key($1, $2, $3, $4)",
            Parameter(stream, NpgsqlDbType.Text), Parameter(key.Key, NpgsqlDbType.Text),
            Parameter(key.Fingerprint, NpgsqlDbType.Text), Parameter(refusal, NpgsqlDbType.Text));
        return await KeyOf(command, cancellation).ConfigureAwait(false);
    }

    private static async Task<AppendResult.KeyAnswered?> KeyOf(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        return await reader.ReadAsync(cancellation).ConfigureAwait(false) ? StoreRows.KeyOf(reader) : null;
    }

    public async Task<List<RecordedEvent>> ReadFeed(
        int? partition, long after, long upTo, int max, CancellationToken cancellation)
    {
        await using var command = Command(
            $"""
            select {StoreRows.EventColumns} from journal.events e
            where {(partition is null ? "" : "e.partition = $4 and")} e.position > $1 and e.position <= $2
            order by e.position limit $3
            """,
            Parameter(after, NpgsqlDbType.Bigint), Parameter(upTo, NpgsqlDbType.Bigint),
            Parameter(max, NpgsqlDbType.Integer));
        if (partition is not null)
            command.Parameters.Add(Parameter((short)partition.Value, NpgsqlDbType.Smallint));
        return await Events(command, Math.Min(max, 1024), cancellation).ConfigureAwait(false);
    }

    private static async Task<List<RecordedEvent>> Events(
        NpgsqlCommand command, int capacity, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var events = new List<RecordedEvent>(capacity);
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            events.Add(EventAt(reader, 0));
        return events;
    }

    private static RecordedEvent EventAt(NpgsqlDataReader row, int at) => new(
        row.GetInt64(at), row.GetInt16(at + 1), row.GetString(at + 2), row.GetInt64(at + 3), row.GetGuid(at + 4),
        row.GetString(at + 5), row.GetFieldValue<byte[]>(at + 6), row.GetFieldValue<byte[]>(at + 7),
        row.IsDBNull(at + 8) ? null : row.GetString(at + 8), row.GetInt64(at + 9), row.GetFieldValue<byte[]>(at + 10));

    /// <summary>Streams all events in one snapshot, so that appends can go on meanwhile.</summary>
    public async Task<VerifyReport> Verify(CancellationToken cancellation)
    {
        await using var connection = await _journal.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead, cancellation)
            .ConfigureAwait(false);
        var chain = new ChainVerifier();
        await using (var command = Query($"""
            select {StoreRows.EventColumns}, h.version, h.hash
            from journal.events e left join journal.heads h on h.stream = e.stream
            order by e.stream, e.version
            """, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false) && chain.Ok)
                chain.Add(EventAt(reader, 0), StoreRows.HeadOf(reader, 11));
        }
        if (chain.Ok)
        {
            await using var command = Query("""
                select h.stream from journal.heads h
                where not exists (select from journal.events e where e.stream = h.stream and e.version = h.version)
                limit 1
                """, connection);
            chain.Finish(await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false) as string);
        }
        return chain.Report();
    }

    private static NpgsqlCommand Query(string sql, NpgsqlConnection connection) =>
        new(sql, connection) { CommandTimeout = 0 };
}
