namespace PosSaga.Journal;

internal sealed class SqlCheckpoints(ISqlExecutor sql) : ICheckpoints
{
    private readonly string _table = sql.Schema + "checkpoints";

    public Task<long> Get(string name, CancellationToken cancellation = default) => sql.QueryFirst(
        $"select position from {_table} where name = $1", r => r.GetInt64(0), cancellation, name);

    public async Task<bool> Move(string name, long from, long to, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        // A checkpoint at 0 has no row.
        var moved = from == 0
            ? await sql.Execute($"""
                insert into {_table} as c (name, position) values ($1, $2)
                on conflict (name) do update set position = excluded.position where c.position = 0
                """, idempotent: false, cancellation, name, to).ConfigureAwait(false)
            : await sql.Execute($"update {_table} set position = $3 where name = $1 and position = $2",
                idempotent: false, cancellation, name, from, to).ConfigureAwait(false);
        return moved == 1;
    }
}

internal sealed class SqlLeases(ISqlExecutor sql) : ILeases
{
    private readonly string _table = sql.Schema + "leases";

    public async Task<bool> TryHold(string name, string holder, TimeSpan term, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(term, TimeSpan.Zero);
        var held = await sql.Execute($"""
            insert into {_table} as l (name, holder, expires_micros) values ($1, $2, {sql.Now} + $3)
            on conflict (name) do update set holder = excluded.holder, expires_micros = excluded.expires_micros
            where l.holder = excluded.holder or l.expires_micros <= {sql.Now}
            """, idempotent: true, cancellation, name, holder, (long)term.TotalMicroseconds).ConfigureAwait(false);
        return held == 1;
    }

    public Task Release(string name, string holder, CancellationToken cancellation = default) => sql.Execute(
        $"delete from {_table} where name = $1 and holder = $2", idempotent: true, cancellation, name, holder);
}
