using System.Data.Common;

namespace PosSaga.Journal;

internal sealed class SqlDeadLetters(ISqlExecutor sql) : IDeadLetters
{
    private const string Columns = "id, subscriber, stream, position, event_type, error, attempts, parked_at_micros";
    private readonly string _table = sql.Schema + "dead_letters";

    public Task Park(DeadLetter letter, CancellationToken cancellation = default) => sql.Execute($"""
        insert into {_table} (subscriber, stream, position, event_type, error, attempts, parked_at_micros, tenant)
        values ($1, $2, $3, $4, $5, $6, $7, $8)
        on conflict (subscriber, position) do update set error = excluded.error, attempts = excluded.attempts
        """, idempotent: true, cancellation, Values(letter));

    // The blocking letter is locked, so that it cannot be removed between the check and the insert. The update changes
    // nothing; it only makes an existing letter count as an affected row.
    public async Task<bool> ParkBehind(DeadLetter letter, CancellationToken cancellation = default) =>
        await sql.Execute($"""
            insert into {_table} as l
                (subscriber, stream, position, event_type, error, attempts, parked_at_micros, tenant)
            select cast($1 as text), cast($2 as text), cast($3 as bigint), cast($4 as text), cast($5 as text),
                   cast($6 as bigint), cast($7 as bigint), cast($8 as text)
            from (select 1 from {_table}
                  where subscriber = $1 and stream = $2 and position <= $3 {sql.ForShare}) blocking
            where true limit 1
            on conflict (subscriber, position) do update set attempts = l.attempts
            """, idempotent: true, cancellation, Values(letter)).ConfigureAwait(false) == 1;

    public async Task<IReadOnlyList<DeadLetter>> List(
        DeadLetterFilter filter, long afterId, int max, CancellationToken cancellation = default) =>
        await sql.Query($"""
        select {Columns} from {_table}
        where id > $1 and (cast($3 as text) is null or tenant = $3) and (cast($4 as text) is null or subscriber = $4)
        order by id limit $2
        """, Row, cancellation, afterId, (long)max, filter.Tenant, filter.Subscriber).ConfigureAwait(false);

    public Task<DeadLetter?> First(string subscriber, string stream, CancellationToken cancellation = default) =>
        sql.QueryFirst(
            $"select {Columns} from {_table} where subscriber = $1 and stream = $2 order by position limit 1",
            Row, cancellation, subscriber, stream);

    public Task<DeadLetter?> Find(long id, CancellationToken cancellation = default) =>
        sql.QueryFirst($"select {Columns} from {_table} where id = $1", Row, cancellation, id);

    public async Task<bool> Fail(long id, string error, int attempts, CancellationToken cancellation = default) =>
        await sql.Execute($"update {_table} set error = $2, attempts = $3 where id = $1", idempotent: true,
            cancellation, id, error, (long)attempts).ConfigureAwait(false) == 1;

    public async Task<bool> Remove(long id, CancellationToken cancellation = default) =>
        await sql.Execute($"delete from {_table} where id = $1", idempotent: false, cancellation, id)
            .ConfigureAwait(false) == 1;

    public async Task<IReadOnlyDictionary<string, long>> Counts(CancellationToken cancellation = default)
    {
        var counts = await sql.Query($"select subscriber, count(*) from {_table} group by subscriber",
            r => (r.GetString(0), r.GetInt64(1)), cancellation).ConfigureAwait(false);
        return counts.ToDictionary(c => c.Item1, c => c.Item2, StringComparer.Ordinal);
    }

    private static object?[] Values(DeadLetter letter) =>
    [
        letter.Subscriber, letter.Stream, letter.Position, letter.EventType, letter.Error, (long)letter.Attempts,
        letter.ParkedAtMicros, letter.Tenant,
    ];

    private static DeadLetter Row(DbDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetInt64(3),
        r.GetString(4), r.GetString(5), (int)r.GetInt64(6), r.GetInt64(7));
}
