using System.Globalization;
using Microsoft.Data.Sqlite;

namespace PosSaga.Journal;

internal sealed partial class SqliteStore
{
    public Task<StreamSlice[]> ReadStreams(IReadOnlyList<StreamQuery> queries, CancellationToken cancellation) =>
        Read(connection =>
        {
            // One read transaction, so that a head and its events belong together.
            using var transaction = connection.BeginTransaction(deferred: true);
            using var head = Query(connection, "select version, hash from heads where stream = $1", "");
            using var events = Query(connection,
                $"""
                select {StoreRows.EventColumns} from events e
                where e.stream = $1 and e.version > $2 order by e.version limit $3
                """,
                "", 0L, 0);
            return queries.Select(q => Slice(head, events, q)).ToArray();
        }, cancellation);

    public Task<IReadOnlyList<RecordedEvent>> ReadAt(IReadOnlyList<long> positions, CancellationToken cancellation) =>
        Read<IReadOnlyList<RecordedEvent>>(connection =>
        {
            using var command = Query(connection, $"""
                select {StoreRows.EventColumns} from events e
                where e.position in (select value from json_each($1)) order by e.position
                """, $"[{string.Join(',', positions.Select(p => p.ToString(CultureInfo.InvariantCulture)))}]");
            return Events(command);
        }, cancellation);

    public Task<AppendResult.KeyAnswered?> FindKey(string stream, string key, CancellationToken cancellation) =>
        Read(connection =>
        {
            using var command = Query(
                connection,
                "select position, version, fingerprint, refusal from keys where stream = $1 and key = $2", stream, key);
            return KeyOf(command);
        }, cancellation);

    public Task<List<RecordedEvent>> ReadFeed(
        int? partition, long after, long upTo, int max, CancellationToken cancellation) =>
        Read(connection =>
        {
            using var command = Query(
                connection,
                $"""
                select {StoreRows.EventColumns} from events e
                where {(partition is null ? "" : "e.partition = $4 and")} e.position > $1 and e.position <= $2
                order by e.position limit $3
                """,
                partition is null ? [after, upTo, max] : [after, upTo, max, partition]);
            return Events(command);
        }, cancellation);

    public Task<VerifyReport> Verify(CancellationToken cancellation) => Read(connection =>
    {
        using var transaction = connection.BeginTransaction(deferred: true);
        var chain = new ChainVerifier();
        using var events = Query(connection, $"""
            select {StoreRows.EventColumns}, h.version, h.hash
            from events e left join heads h on h.stream = e.stream order by e.stream, e.version
            """);
        using (var reader = events.ExecuteReader())
        {
            while (chain.Ok && reader.Read() && !cancellation.IsCancellationRequested)
                chain.Add(EventAt(reader), StoreRows.HeadOf(reader, 11));
        }
        cancellation.ThrowIfCancellationRequested();
        using var bare = Query(connection, """
            select h.stream from heads h
            where not exists (select 1 from events e where e.stream = h.stream and e.version = h.version) limit 1
            """);
        chain.Finish(bare.ExecuteScalar() as string);
        return chain.Report();
    }, cancellation);

    private static StreamSlice Slice(SqliteCommand head, SqliteCommand events, StreamQuery query)
    {
        var end = HeadOf(AppendStatements.Bind(head, query.Stream));
        return new(end, end.Version == 0
            ? []
            : Events(AppendStatements.Bind(events, query.Stream, query.After, query.Max)));
    }

    private static SqliteCommand Query(SqliteConnection connection, string sql, params ReadOnlySpan<object> values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(new SqliteParameter(
                string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i]));
        return command;
    }

    private static List<RecordedEvent> Events(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        var events = new List<RecordedEvent>();
        while (reader.Read())
            events.Add(EventAt(reader));
        return events;
    }

    private static RecordedEvent EventAt(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetInt32(1), row.GetString(2), row.GetInt64(3),
        new Guid(row.GetFieldValue<byte[]>(4), bigEndian: true), row.GetString(5), row.GetFieldValue<byte[]>(6),
        row.GetFieldValue<byte[]>(7), row.IsDBNull(8) ? null : row.GetString(8), row.GetInt64(9),
        row.GetFieldValue<byte[]>(10));
}
