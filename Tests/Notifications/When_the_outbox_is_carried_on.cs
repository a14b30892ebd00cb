using PosSaga.Journal;
using PosSaga.Silo.Notifications;
using PosSaga.Tests.Reports;

namespace PosSaga.Tests.Notifications;

/// <summary>What a recipient, a server or an account that refuses does to the mail of others: nothing.</summary>
public sealed class When_the_outbox_is_carried_on
{
    private const string Ana = "ana@example.com";
    private static readonly SendOutcome Busy = new(SendResult.Deferred, "mailbox-busy");
    private static readonly SendOutcome Refused = new(SendResult.Undeliverable, "mailbox-refused");
    private static readonly SendOutcome Away = new(SendResult.ServerUnavailable, "mail-server-unreachable");

    private readonly RelayWorld _world = new();

    [Fact] public async Task Seventeen_to_one_mailbox_that_is_busy_keep_nobody_else_waiting()
    {
        _world.Answers = to => to == Ana ? Busy : SendOutcome.Sent;
        for (var i = 0; i < 17; i++)
            await _world.Tell(Ana);
        await _world.Tell("bob@example.com");
        await _world.Look();
        Assert.Equal("bob@example.com", Assert.Single(_world.Taken).To);
        // One attempt at the mailbox is an attempt of all that waits for it.
        Assert.Single(_world.Tried, tried => tried.To == Ana);

        _world.Answers = _ => SendOutcome.Sent;
        await _world.Pass(TimeSpan.FromSeconds(5));
        Assert.Equal(17, _world.Taken.Count(taken => taken.To == Ana));
        Assert.Equal(new MailCounts(0, 0, null), await _world.Queue.Count(null));
    }

    [Fact] public async Task What_is_refused_for_good_is_tried_once_and_listed()
    {
        _world.Answers = to => to == Ana ? Refused : SendOutcome.Sent;
        await _world.Tell(Ana);
        await _world.Tell("bob@example.com");
        await _world.Pass(TimeSpan.FromMinutes(10));
        Assert.Equal(2, _world.Tried.Count);
        var given = Assert.Single(await _world.Queue.List("t1", null, long.MaxValue, 0, 10));
        Assert.Equal((MailStatus.Undeliverable, "mailbox-refused", 1), (given.Status, given.Reason, given.Attempts));
        await _world.Pass(TimeSpan.FromDays(31), TimeSpan.FromHours(1));
        Assert.Empty(await _world.Queue.List("t1", null, long.MaxValue, 0, 10));
    }

    [Fact] public async Task Patience_ends_after_nine_hours()
    {
        _world.Answers = _ => Busy;
        await _world.Tell(Ana);
        await _world.Pass(TimeSpan.FromHours(12), TimeSpan.FromSeconds(5));
        var pauses = _world.Tried.Zip(_world.Tried.Skip(1), (one, next) => next.At - one.At);
        Assert.Equal(MailRetryDelays.Default.Recipient, pauses);
        Assert.Equal(new MailCounts(0, 1, null), await _world.Queue.Count(null));
    }

    [Fact] public async Task A_back_off_outlives_the_process()
    {
        _world.Answers = _ => Busy;
        await _world.Tell(Ana);
        await _world.Pass(TimeSpan.FromSeconds(60));
        Assert.Equal(3, _world.Tried.Count);
        _world.Crash();
        await _world.Tell(Ana);
        // The third pause is five minutes.
        await _world.Pass(TimeSpan.FromMinutes(4));
        Assert.Equal(3, _world.Tried.Count);
        _world.Answers = _ => SendOutcome.Sent;
        await _world.Pass(TimeSpan.FromMinutes(2));
        Assert.Equal(2, _world.Taken.Count);
    }

    [Fact] public async Task Mailboxes_that_hang_again_and_again_leave_lanes_free()
    {
        _world.Answers = to => to.StartsWith("hang", StringComparison.Ordinal) ? null : SendOutcome.Sent;
        for (var i = 0; i < 17; i++)
            await _world.Tell($"hang{i}@example.com");
        // All have been tried: seventeen times ten seconds, by four.
        await _world.Pass(TimeSpan.FromSeconds(60));
        for (var i = 0; i < 300; i++)
        {
            await _world.Tell($"p{i}@example.com");
            await _world.Look();
            Assert.Equal($"p{i}@example.com", _world.Taken[^1].To);
            Assert.Equal(_world.Clock.GetUtcNow(), _world.Taken[^1].At);
            await _world.Pass(TimeSpan.FromSeconds(1));
        }
    }

    [PublicReport("opencart/opencart#7633")]
    [Fact] public async Task An_outage_is_one_line_when_it_begins_and_one_when_it_ends_and_costs_no_message()
    {
        _world.Answers = _ => Away;
        for (var i = 0; i < 40; i++)
            await _world.Tell($"p{i}@example.com");
        await _world.Pass(TimeSpan.FromDays(2), TimeSpan.FromSeconds(15));
        Assert.Equal(
            "No mail can be sent: Away (mail-server-unreachable); 40 messages wait", Assert.Single(_world.Log));
        Assert.Equal("Away", (await _world.Queue.Server())!.State);

        // Another process finds the outage, and does not say it again.
        _world.Crash();
        await _world.Pass(TimeSpan.FromMinutes(1));
        Assert.Single(_world.Log);
        _world.Answers = _ => SendOutcome.Sent;
        await _world.Pass(TimeSpan.FromSeconds(16));
        Assert.Equal(40, _world.Taken.Count);
        Assert.Equal(2, _world.Log.Count);
        Assert.StartsWith("Mail goes again after 2.00:0", _world.Log[1], StringComparison.Ordinal);
        Assert.Equal("Up", (await _world.Queue.Server())!.State);
    }

    [PublicReport("aschroder/Magento-SMTP-Pro-Email-Extension#152")]
    [Theory, InlineData(MemoryFault.FailBefore), InlineData(MemoryFault.FailAfter)]
    public async Task What_was_sent_while_the_database_was_away_is_not_sent_again(MemoryFault fault)
    {
        await _world.Tell(Ana);
        Assert.True(await _world.Relay.RunOnce(default));
        _world.OfMail = fault;
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _world.Relay.RunOnce(default));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => _world.Relay.RunOnce(default));
        _world.OfMail = MemoryFault.None;
        await _world.Look();
        Assert.Single(_world.Taken);
        Assert.Equal(new MailCounts(0, 0, null), await _world.Queue.Count(null));
    }

    [Theory]
    [InlineData(SendResult.AccountRefused, "mail-account-refused")]
    [InlineData(SendResult.TlsRefused, "mail-server-certificate")]
    public async Task An_account_or_a_certificate_that_is_wrong_is_tried_seldom_and_loses_nothing(
        SendResult result, string reason)
    {
        _world.Answers = _ => new(result, reason);
        await _world.Tell(Ana);
        await _world.Pass(TimeSpan.FromHours(24), TimeSpan.FromSeconds(5));
        Assert.InRange(_world.Tried.Count, 2, 2 + (24 * 60 / 5));
        Assert.Equal((result.ToString(), reason), (
            (await _world.Queue.Server())!.State, (await _world.Queue.Server())!.Reason));
        _world.Answers = _ => SendOutcome.Sent;
        await _world.Pass(TimeSpan.FromMinutes(6));
        Assert.Single(_world.Taken);
    }

    [Fact] public async Task What_waited_in_checkpoints_of_an_earlier_version_is_sent()
    {
        _world.Answers = _ => Busy;
        await _world.Tell(Ana);
        await _world.Tell("bob@example.com");
        await _world.Checkpoints.Move(OutboxRelay.Checkpoint, 0, 2);
        await _world.Checkpoints.Move(OutboxRelay.Checkpoint + "/waiting-3", 0, 2);
        await _world.Checkpoints.Move(OutboxRelay.Checkpoint + "/waiting-4", 0, 5);
        _world.Answers = _ => SendOutcome.Sent;
        for (var i = 0; i < 2; i++)
        {
            await _world.Relay.Initialize(default);
            await _world.Look();
        }
        Assert.Equal(Ana, Assert.Single(_world.Taken).To);
    }
}
