using System.Data;
using Npgsql;

namespace PosSaga.Journal;

internal sealed partial class PostgresStore
{
    /// <summary>In one snapshot, streaming in the order of the stream index: appends go on meanwhile.</summary>
    public async Task<VerifyReport> Verify(CancellationToken cancellation)
    {
        await using var connection = await _journal.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(
            IsolationLevel.RepeatableRead, cancellation)
            .ConfigureAwait(false);
        var chain = new ChainVerifier();
        await using (var command = Query($"""
            select {Columns}, h.version, h.hash
            from journal.events e left join journal.heads h on h.stream = e.stream
            order by e.stream, e.version
            """, connection))
        {
            await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
            while (await reader.ReadAsync(cancellation).ConfigureAwait(false) && chain.Ok)
                chain.Add(EventAt(reader, 0), reader.IsDBNull(11)
                    ? StreamHead.Empty
                    : new StreamHead(reader.GetInt64(11), reader.GetFieldValue<byte[]>(12)));
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
