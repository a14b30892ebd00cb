using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>Mail on its way: each once, a recipient's one after the other.</summary>
public abstract class MailQueueContract(JournalUnderTest store) : IAsyncLifetime
{
    private const string Checkpoint = "outbox-relay";
    private JournalSystem _system = null!;

    private IMailQueue Mail => _system.Mail;

    public async Task InitializeAsync() => _system = await store.Open();

    public async Task DisposeAsync() => await store.DisposeAsync();

    [ContractFact]
    public async Task What_was_sent_and_removed_is_not_queued_again_by_one_who_comes_late()
    {
        await Add(1, "ana");
        await _system.Checkpoints.Move(Checkpoint, 0, 10);
        await Mail.Remove(1, 0);
        await Add(1, "ana");
        Assert.Empty(await Due());

        await Add(11, "ana", from: 10);
        await Add(11, "bob", from: 10);
        Assert.Equal([11L], (await Due()).Select(mail => mail.Position));
    }

    [ContractFact]
    public async Task A_recipient_that_is_deferred_delays_its_own_and_of_its_own_tenant()
    {
        await Add(1, "ana");
        await Add(2, "ana");
        await Add(3, "bob");
        await Add(4, "ana", "t2");
        var first = (await Due())[0];
        Assert.Equal([1L, 3, 4], (await Due()).Select(mail => mail.Position));

        await Mail.Defer(first.Recipient, "mailbox-busy", 9, 500);
        await Add(5, "ana");
        Assert.Equal([3L, 4], (await Due()).Select(mail => mail.Position));
        Assert.Empty(await Due(tried: true, now: 499));
        Assert.Equal((1L, 1), One(await Due(tried: true, now: 500)));

        await Mail.Remove(1, 0);
        Assert.Equal((2L, 1), One(await Due(tried: true, now: 500)));
        await Mail.Remove(2, 0);
        Assert.Equal([3L, 4, 5], (await Due(now: 500)).Select(mail => mail.Position).Order());
    }

    [ContractFact]
    public async Task Nothing_beyond_the_checkpoint_is_due()
    {
        await Add(1, "ana");
        Assert.Empty(await Mail.Due(0, 100, false, 10));
        Assert.Single(await Mail.Due(1, 100, false, 10));
        Assert.Empty(await Mail.Due(1, 99, false, 10));
    }

    [ContractFact]
    public async Task Attempts_are_counted_up_to_a_limit()
    {
        await Add(1, "ana");
        var recipient = (await Due())[0].Recipient;
        for (var i = 0; i < 4; i++)
            await Mail.Defer(recipient, "mailbox-busy", 2, 200);
        Assert.Equal((1L, 2), One(await Due(tried: true, now: 200)));
    }

    [ContractFact]
    public async Task What_is_given_up_is_listed_until_it_is_purged_and_holds_nobody_up()
    {
        await Add(1, "ana");
        await Add(2, "ana");
        await Add(3, "eve", "t2");
        await Mail.GiveUp(1, 0, "mailbox-refused", 300);
        await Mail.GiveUp(1, 0, "again", 400);
        Assert.Equal([2L, 3], (await Due()).Select(mail => mail.Position));
        Assert.Equal(
            new QueuedMail(1, 0, "notification/t1/c-1", MailStatus.Undeliverable, "mailbox-refused", 1, 100, 300),
            Assert.Single(await List("t1", MailStatus.Undeliverable)));
        Assert.Equal([2L, 1], (await List("t1", null)).Select(mail => mail.Position));
        Assert.Equal([1L], (await Mail.List("t1", null, 2, 0, 10)).Select(mail => mail.Position));
        Assert.Equal(new MailCounts(1, 1, 100), await Mail.Count("t1"));
        Assert.Equal(new MailCounts(2, 1, 100), await Mail.Count(null));
        Assert.Equal(new MailCounts(0, 0, null), await Mail.Count("t3"));

        await Mail.Purge(300);
        Assert.Equal(1, (await Mail.Count(null)).Undeliverable);
        await Mail.Purge(301);
        Assert.Equal(new MailCounts(2, 0, 100), await Mail.Count(null));
    }

    [ContractFact]
    public async Task The_server_s_state_is_the_last_one_told()
    {
        Assert.Null(await Mail.Server());
        await Mail.SetServer(new("Away", "mail-server-unreachable", 5));
        await Mail.SetServer(new("Up", null, 9));
        Assert.Equal(new("Up", null, 9), await Mail.Server());
    }

    private static (long Position, int Attempts) One(IReadOnlyList<DueMail> due)
    {
        var mail = Assert.Single(due);
        return (mail.Position, mail.Attempts);
    }

    private Task Add(long position, string to, string tenant = "t1", long from = 0) => Mail.Add(
        Checkpoint, from, new(position, 0, $"notification/{tenant}/c-{position}", $"{to}@example.com"), 100);

    private Task<IReadOnlyList<DueMail>> Due(bool tried = false, long now = 100) =>
        Mail.Due(long.MaxValue, now, tried, 10);

    private Task<IReadOnlyList<QueuedMail>> List(string tenant, MailStatus? status) =>
        Mail.List(tenant, status, long.MaxValue, 0, 10);
}

public sealed class Mail_in_memory() : MailQueueContract(new MemoryUnderTest());

public sealed class Mail_on_sqlite() : MailQueueContract(new SqliteUnderTest());

[OnPostgres]
public sealed class Mail_on_postgres() : MailQueueContract(new PostgresUnderTest());
