using Npgsql;
using NpgsqlTypes;

namespace PosSaga.Journal;

internal sealed partial class PostgresStore
{
    private const string Columns =
        "e.position, e.partition, e.stream, e.version, e.event_id, e.type, e.data, e.metadata, e.process_key, "
        + "e.time_micros, e.hash";

    private const string ReadStreamsSql = $"""
        select q.i, h.version, h.hash, {Columns}
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
                heads[i] = new(reader.GetInt64(1), reader.GetFieldValue<byte[]>(2));
            if (!reader.IsDBNull(3))
                (events[i] ??= []).Add(EventAt(reader, 3));
        }
        return [.. heads.Zip(events, (head, list) => new StreamSlice(head, list ?? (IReadOnlyList<RecordedEvent>)[]))];
    }

    public async Task<IReadOnlyList<RecordedEvent>> ReadAt(
        IReadOnlyList<long> positions, CancellationToken cancellation)
    {
        await using var command = Command(
            $"select {Columns} from journal.events e where e.position = any($1) order by e.position",
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
        return await reader.ReadAsync(cancellation).ConfigureAwait(false)
            ? new(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2),
                reader.IsDBNull(3) ? null : reader.GetString(3))
            : null;
    }

    public async Task<List<RecordedEvent>> ReadFeed(
        int? partition, long after, long upTo, int max, CancellationToken cancellation)
    {
        await using var command = partition is not null
            ? Command($"""
                select {Columns} from journal.events e
                where e.partition = $4 and e.position > $1 and e.position <= $2 order by e.position limit $3
                """)
            : Command($"""
                select {Columns} from journal.events e
                where e.position > $1 and e.position <= $2 order by e.position limit $3
                """);
        command.Parameters.Add(Parameter(after, NpgsqlDbType.Bigint));
        command.Parameters.Add(Parameter(upTo, NpgsqlDbType.Bigint));
        command.Parameters.Add(Parameter(max, NpgsqlDbType.Integer));
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
}
