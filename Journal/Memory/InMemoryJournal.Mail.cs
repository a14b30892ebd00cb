namespace PosSaga.Journal;

public sealed partial class InMemoryJournal
{
    /// <summary>A nested type, because members of the other tables have the same names.</summary>
    private sealed class MailTable(InMemoryJournal journal, MasterKey master) : IMailQueue
    {
        private readonly SortedDictionary<(long Position, int Number), (QueuedMail Mail, string Recipient)> _rows = [];
        private MailServerRow? _server;

        public Task Add(
            string checkpoint, long from, NewMail mail, long nowMicros, CancellationToken cancellation = default) =>
            Run(() => journal._checkpoints.GetValueOrDefault(checkpoint) == from && _rows.TryAdd(
                (mail.Position, mail.Number),
                (new(mail.Position, mail.Number, mail.Stream, MailStatus.Waiting, null, 0, nowMicros, nowMicros),
                    master.KeyedHash("mail", $"{mail.Tenant}/{mail.Address}"))));

        public Task<IReadOnlyList<DueMail>> Due(
            long upTo, long nowMicros, bool tried, int max, CancellationToken cancellation = default) =>
            Run<IReadOnlyList<DueMail>>(() =>
            [
                .. Waiting.GroupBy(row => row.Recipient).Select(line => line.First())
                    .Where(row => row.Mail.NextAttemptAtMicros <= nowMicros && row.Mail.Position <= upTo
                        && row.Mail.Attempts > 0 == tried)
                    .OrderBy(row => (row.Mail.NextAttemptAtMicros, row.Mail.Position, row.Mail.Number)).Take(max)
                    .Select(row => new DueMail(row.Mail.Position, row.Mail.Number, row.Recipient, row.Mail.Attempts)),
            ]);

        public Task Remove(long position, int number, CancellationToken cancellation = default) =>
            Run(() => _rows.Remove((position, number)));

        public Task Defer(
            string recipient, string reason, int attemptsMax, long untilMicros,
            CancellationToken cancellation = default) => Run(() =>
            {
                foreach (var (mail, to) in Waiting.Where(row => row.Recipient == recipient).ToList())
                    _rows[(mail.Position, mail.Number)] = (mail with
                    {
                        Reason = reason, NextAttemptAtMicros = untilMicros,
                        Attempts = Math.Min(mail.Attempts + 1, Math.Max(mail.Attempts, attemptsMax)),
                    }, to);
                return true;
            });

        public Task GiveUp(
            long position, int number, string reason, long nowMicros, CancellationToken cancellation = default) =>
            Run(() =>
            {
                if (!_rows.TryGetValue((position, number), out var row) || row.Mail.Status != MailStatus.Waiting)
                    return false;
                _rows[(position, number)] = (row.Mail with
                {
                    Status = MailStatus.Undeliverable, Reason = reason, Attempts = row.Mail.Attempts + 1,
                    NextAttemptAtMicros = nowMicros,
                }, "");
                return true;
            });

        public Task Purge(long beforeMicros, CancellationToken cancellation = default) => Run(() =>
        {
            foreach (var (key, row) in _rows.ToList())
                if (row.Mail.Status == MailStatus.Undeliverable && row.Mail.NextAttemptAtMicros < beforeMicros)
                    _rows.Remove(key);
            return true;
        });

        public Task<IReadOnlyList<QueuedMail>> List(
            string tenant, MailStatus? status, long beforePosition, int beforeNumber, int max,
            CancellationToken cancellation = default) => Run<IReadOnlyList<QueuedMail>>(() =>
            [
                .. Of(tenant).Where(mail => (status is null || mail.Status == status)
                        && (mail.Position, mail.Number).CompareTo((beforePosition, beforeNumber)) < 0)
                    .Reverse().Take(max),
            ]);

        public Task<MailCounts> Count(string? tenant, CancellationToken cancellation = default) => Run(() =>
        {
            var waiting = Of(tenant).Where(mail => mail.Status == MailStatus.Waiting).ToList();
            return new MailCounts(
                waiting.Count, Of(tenant).Count() - waiting.Count,
                waiting.Count == 0 ? null : waiting.Min(mail => mail.QueuedAtMicros));
        });

        public Task<MailServerRow?> Server(CancellationToken cancellation = default) => Run(() => _server);

        public Task SetServer(MailServerRow row, CancellationToken cancellation = default) => Run(() => _server = row);

        private IEnumerable<(QueuedMail Mail, string Recipient)> Waiting =>
            _rows.Values.Where(row => row.Mail.Status == MailStatus.Waiting);

        private IEnumerable<QueuedMail> Of(string? tenant) => _rows.Values.Select(row => row.Mail)
            .Where(mail => tenant is null || mail.Stream.Split('/')[1] == tenant);

        private Task<T> Run<T>(Func<T> work) => journal.Run(MemoryStep.Table, "mail", work);
    }
}
