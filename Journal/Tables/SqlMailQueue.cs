using System.Data.Common;

namespace PosSaga.Journal;

internal sealed class SqlMailQueue(ISqlExecutor sql, MasterKey master) : IMailQueue
{
    private readonly string _mail = sql.Schema + "mail";
    private readonly string _server = sql.Schema + "mail_server";
    private readonly string _checkpoints = sql.Schema + "checkpoints";

    // The checkpoint's row is locked to the end of the statement: a process that moves it either waits, or was first
    // and then nothing is queued.
    public async Task Add(
        string checkpoint, long from, NewMail mail, long nowMicros, CancellationToken cancellation = default)
    {
        if (from == 0)
            await sql.Execute(
                $"insert into {_checkpoints} (name, position) values ($1, 0) on conflict (name) do nothing",
                idempotent: true, cancellation, checkpoint).ConfigureAwait(false);
        await sql.Execute($"""
            insert into {_mail}
                (position, number, tenant, stream, recipient, status, attempts, queued_micros, next_micros)
            select cast($3 as bigint), cast($4 as integer), cast($5 as text), cast($6 as text), cast($7 as text),
                   'Waiting', 0, cast($8 as bigint), cast($8 as bigint)
            from (select 1 from {_checkpoints} where name = $1 and position = $2 {sql.ForShare}) still
            where true
            on conflict (position, number) do nothing
            """, idempotent: true, cancellation, checkpoint, from, mail.Position, (long)mail.Number, mail.Tenant,
            mail.Stream, master.KeyedHash("mail", $"{mail.Tenant}/{mail.Address}"), nowMicros).ConfigureAwait(false);
    }

    public async Task<IReadOnlyList<DueMail>> Due(
        long upTo, long nowMicros, bool tried, int max, CancellationToken cancellation = default) =>
        await sql.Query($"""
            select position, number, recipient, attempts from {_mail} m
            where status = 'Waiting' and next_micros <= $2 and position <= $1
              and attempts {(tried ? "> 0" : "= 0")}
              and not exists (
                select 1 from {_mail} e where e.status = 'Waiting' and e.recipient = m.recipient
                  and (e.position < m.position or (e.position = m.position and e.number < m.number)))
            order by next_micros, position, number limit $3
            """, r => new DueMail(r.GetInt64(0), r.GetInt32(1), r.GetString(2), r.GetInt32(3)),
            cancellation, upTo, nowMicros, (long)max).ConfigureAwait(false);

    public Task Remove(long position, int number, CancellationToken cancellation = default) => sql.Execute(
        $"delete from {_mail} where position = $1 and number = $2", idempotent: true, cancellation, position,
        (long)number);

    // Not idempotent: a retry would count the attempt twice.
    public Task Defer(
        string recipient, string reason, int attemptsMax, long untilMicros, CancellationToken cancellation = default) =>
        sql.Execute($"""
            update {_mail} set reason = $2, next_micros = $4,
                attempts = case when attempts < $3 then attempts + 1 else attempts end
            where recipient = $1 and status = 'Waiting'
            """, idempotent: false, cancellation, recipient, reason, (long)attemptsMax, untilMicros);

    public Task GiveUp(
        long position, int number, string reason, long nowMicros, CancellationToken cancellation = default) =>
        sql.Execute($"""
            update {_mail} set status = 'Undeliverable', recipient = '', reason = $3, attempts = attempts + 1,
                next_micros = $4
            where position = $1 and number = $2 and status = 'Waiting'
            """, idempotent: true, cancellation, position, (long)number, reason, nowMicros);

    public Task Purge(long beforeMicros, CancellationToken cancellation = default) => sql.Execute(
        $"delete from {_mail} where status = 'Undeliverable' and next_micros < $1", idempotent: true, cancellation,
        beforeMicros);

    public async Task<IReadOnlyList<QueuedMail>> List(
        string tenant, MailStatus? status, long beforePosition, int beforeNumber, int max,
        CancellationToken cancellation = default) =>
        await sql.Query($"""
            select position, number, stream, status, reason, attempts, queued_micros, next_micros from {_mail}
            where tenant = $1 and (cast($2 as text) is null or status = $2)
              and (position < $3 or (position = $3 and number < $4))
            order by position desc, number desc limit $5
            """, Row, cancellation, tenant, status?.ToString(), beforePosition, (long)beforeNumber, (long)max)
            .ConfigureAwait(false);

    public async Task<MailCounts> Count(string? tenant, CancellationToken cancellation = default)
    {
        var counts = await sql.Query($"""
            select status, count(*), min(queued_micros) from {_mail}
            where cast($1 as text) is null or tenant = $1 group by status
            """, r => (Status: r.GetString(0), Count: r.GetInt64(1), Oldest: r.GetInt64(2)), cancellation, tenant)
            .ConfigureAwait(false);
        var waiting = counts.Find(c => c.Status == nameof(MailStatus.Waiting));
        return new(
            waiting.Count, counts.Find(c => c.Status == nameof(MailStatus.Undeliverable)).Count,
            waiting.Count > 0 ? waiting.Oldest : null);
    }

    public Task<MailServerRow?> Server(CancellationToken cancellation = default) => sql.QueryFirst(
        $"select state, reason, since_micros from {_server}",
        r => new MailServerRow(r.GetString(0), r.IsDBNull(1) ? null : r.GetString(1), r.GetInt64(2)), cancellation);

    public Task SetServer(MailServerRow row, CancellationToken cancellation = default) => sql.Execute($"""
        insert into {_server} (id, state, reason, since_micros) values (1, $1, $2, $3)
        on conflict (id) do update set state = excluded.state, reason = excluded.reason,
            since_micros = excluded.since_micros
        """, idempotent: true, cancellation, row.State, row.Reason, row.SinceMicros);

    private static QueuedMail Row(DbDataReader r) => new(
        r.GetInt64(0), r.GetInt32(1), r.GetString(2), Enum.Parse<MailStatus>(r.GetString(3)),
        r.IsDBNull(4) ? null : r.GetString(4), r.GetInt32(5), r.GetInt64(6), r.GetInt64(7));
}
