using System.Data.Common;

namespace PosSaga.Journal;

internal sealed class SqlDeadLetters(ISqlTables tables) : IDeadLetters
{
    private const string Columns = "id, subscriber, stream, position, event_type, error, attempts, parked_at_micros";
    private readonly string _table = tables.Schema + "dead_letters";

    /// <summary>The table gives the id. Parking the same event of the same subscriber again refreshes its error.</summary>
    public Task Park(DeadLetter letter, CancellationToken cancellation = default) => tables.Execute($"""
        insert into {_table} (subscriber, stream, position, event_type, error, attempts, parked_at_micros)
        values ($1, $2, $3, $4, $5, $6, $7)
        on conflict (subscriber, position) do update set error = excluded.error, attempts = excluded.attempts
        """, repeatable: true, cancellation, letter.Subscriber, letter.Stream, letter.Position, letter.EventType,
        letter.Error, (long)letter.Attempts, letter.ParkedAtMicros);

    public async Task<IReadOnlyList<DeadLetter>> List(
        string? subscriber, long afterId, int max, CancellationToken cancellation = default) => await tables.Query($"""
        select {Columns} from {_table}
        where id > $1 and (cast($3 as text) is null or subscriber = $3) order by id limit $2
        """, Row, cancellation, afterId, (long)max, subscriber).ConfigureAwait(false);

    public async Task<DeadLetter?> Find(long id, CancellationToken cancellation = default)
    {
        var found = await tables.Query($"select {Columns} from {_table} where id = $1", Row, cancellation, id)
            .ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    public async Task<bool> Remove(long id, CancellationToken cancellation = default) =>
        await tables.Execute($"delete from {_table} where id = $1", repeatable: false, cancellation, id)
            .ConfigureAwait(false) == 1;

    private static DeadLetter Row(DbDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetInt64(3),
        r.GetString(4), r.GetString(5), (int)r.GetInt64(6), r.GetInt64(7));
}
