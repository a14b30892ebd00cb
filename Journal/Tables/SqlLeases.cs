namespace PosSaga.Journal;

internal sealed class SqlLeases(ISqlTables tables) : ILeases
{
    private readonly string _table = tables.Schema + "leases";

    public async Task<bool> TryHold(string name, string holder, TimeSpan term, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(term, TimeSpan.Zero);
        var held = await tables.Execute($"""
            insert into {_table} as l (name, holder, expires_micros) values ($1, $2, {tables.Now} + $3)
            on conflict (name) do update set holder = excluded.holder, expires_micros = excluded.expires_micros
            where l.holder = excluded.holder or l.expires_micros <= {tables.Now}
            """, repeatable: true, cancellation, name, holder, (long)term.TotalMicroseconds).ConfigureAwait(false);
        return held == 1;
    }

    public Task Release(string name, string holder, CancellationToken cancellation = default) => tables.Execute(
        $"delete from {_table} where name = $1 and holder = $2", repeatable: true, cancellation, name, holder);
}
