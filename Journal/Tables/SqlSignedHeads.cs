using System.Data.Common;

namespace PosSaga.Journal;

internal sealed class SqlSignedHeads(ISqlExecutor sql) : ISignedHeadTable
{
    private readonly string _table = sql.Schema + "signed_heads";

    public async Task<string> JournalId(CancellationToken cancellation)
    {
        var info = sql.Schema + "info";
        await sql.Execute(
            $"insert into {info} (name, value) values ('journal-id', $1) on conflict (name) do nothing",
            idempotent: true, cancellation, Guid.NewGuid().ToString("N")).ConfigureAwait(false);
        return (await sql.Query(
            $"select value from {info} where name = 'journal-id'", r => r.GetString(0),
            cancellation).ConfigureAwait(false))[0];
    }

    public Task<List<SignedHead>> Read(long position, bool ascending, int max, CancellationToken cancellation) =>
        sql.Query(
            $"""
            select journal, position, digest, blocks, at_micros, key_id, signature from {_table}
            where position {(ascending ? ">" : "<")} $1 order by position {(ascending ? "asc" : "desc")} limit $2
            """, HeadOf, cancellation, position, (long)max);

    public Task Add(SignedHead head, CancellationToken cancellation) => sql.Execute(
        $"""
        insert into {_table} (position, journal, digest, blocks, at_micros, key_id, signature)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (position) do nothing
        """, idempotent: true, cancellation, head.Position, head.Journal, head.Digest, head.Blocks,
        (head.At.UtcTicks - DateTime.UnixEpoch.Ticks) / 10, head.KeyId, head.Signature);

    public Task<List<(long Position, byte[] Hash)>> Hashes(long after, int max, CancellationToken cancellation) =>
        sql.Query(
            $"select position, hash from {sql.Schema}events where position > $1 order by position limit $2",
            r => (r.GetInt64(0), r.GetFieldValue<byte[]>(1)), cancellation, after, (long)max);

    private static SignedHead HeadOf(DbDataReader r) => new(
        r.GetString(0), r.GetInt64(1), r.GetString(2), r.GetString(3),
        DateTimeOffset.UnixEpoch.AddTicks(r.GetInt64(4) * 10), r.GetString(5), r.GetString(6));
}
