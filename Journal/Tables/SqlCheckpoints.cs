namespace PosSaga.Journal;

internal sealed class SqlCheckpoints(ISqlTables tables) : ICheckpoints
{
    private readonly string _table = tables.Schema + "checkpoints";

    public async Task<long> Get(string name, CancellationToken cancellation = default)
    {
        var found = await tables.Query(
            $"select position from {_table} where name = $1", r => r.GetInt64(0), cancellation,
            name).ConfigureAwait(false);
        return found.Count == 0 ? 0 : found[0];
    }

    public async Task<bool> Move(string name, long from, long to, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        // A checkpoint that was never moved stands at 0 and has no row.
        var moved = from == 0
            ? await tables.Execute($"""
                insert into {_table} as c (name, position) values ($1, $2)
                on conflict (name) do update set position = excluded.position where c.position = 0
                """, repeatable: false, cancellation, name, to).ConfigureAwait(false)
            : await tables.Execute($"update {_table} set position = $3 where name = $1 and position = $2",
                repeatable: false, cancellation, name, from, to).ConfigureAwait(false);
        return moved == 1;
    }
}
