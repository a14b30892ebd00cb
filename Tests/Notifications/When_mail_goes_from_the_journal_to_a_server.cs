using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Silo.Notifications;
using PosSaga.Tests.ReadModels;

namespace PosSaga.Tests.Notifications;

/// <summary>The service, its lease, the queue in SQLite, and a mail server that speaks SMTP.</summary>
public sealed class When_mail_goes_from_the_journal_to_a_server : IAsyncLifetime, IAsyncDisposable
{
    private readonly TinyMailServer _server = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pos-saga-outbox-{Guid.NewGuid():N}");
    private ReadSide _side = null!;
    private EventWriter _writer = null!;

    public async Task InitializeAsync()
    {
        _side = await ReadSide.Open($"Data Source={_folder}", run: false);
        _writer = _side.Writer();
    }

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _side.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact] public async Task A_mailbox_that_hangs_and_one_that_refuses_keep_nobody_waiting()
    {
        _server.Hangs.Add("hang@example.com");
        _server.ToRecipient = to => to == "ana@example.com" ? "450 Later" : null;
        using var service = Service(limit: 1);
        await service.StartAsync(default);
        await Tell("hang@example.com", "hang@example.com", "andré@example.com");
        await Tell([.. Enumerable.Repeat("ana@example.com", 17)]);
        var people = Enumerable.Range(1, 40).Select(i => $"p{i}@example.com").ToArray();
        await Tell(people);
        await Eventually.Is(() => Task.FromResult(Arrived.Length == 40), "that the others' mail arrived");
        Assert.Equal(people.Order(), Arrived.Order());
        await Eventually.Is(
            async () => await _side.Get<IMailQueue>().Count(null) is { Waiting: 19, Undeliverable: 1 },
            "what is left waits");

        _server.ToRecipient = _ => null;
        _server.Hangs.Clear();
        await Eventually.Is(() => Task.FromResult(Arrived.Length == 59), "that all of it arrived");
        await service.StopAsync(default);
        Assert.Equal(59, _server.MessageIds.Distinct().Count());
        Assert.Equal(new MailCounts(0, 1, null), await _side.Get<IMailQueue>().Count(null));
        Assert.InRange(_server.Connected, 1, 20);
    }

    [Fact] public async Task Two_processes_send_each_mail_once_and_the_second_takes_over()
    {
        using var one = Service();
        using var two = Service();
        await one.StartAsync(default);
        await two.StartAsync(default);
        await Tell([.. Enumerable.Range(1, 20).Select(i => $"p{i}@example.com")]);
        await Eventually.Is(() => Task.FromResult(Arrived.Length == 20), "that all of it arrived");
        await one.StopAsync(default);
        await Tell("late@example.com");
        await Eventually.Is(() => Task.FromResult(Arrived.Length == 21), "that the other one sends");
        await two.StopAsync(default);
        Assert.Equal(21, _server.MessageIds.Distinct().Count());
    }

    [Fact] public async Task A_server_that_says_no_good_bye_does_not_keep_the_next_process_waiting()
    {
        _server.HangsAtQuit = true;
        using var one = Service(limit: 1);
        await one.StartAsync(default);
        await Tell("p1@example.com");
        await Eventually.Is(() => Task.FromResult(Arrived.Length == 1), "that the first sends");
        await one.StopAsync(default);
        Assert.True(await _side.Get<ILeases>().TryHold("outbox-relay", "somebody", TimeSpan.FromSeconds(1)));
        using var two = Service();
        await two.StartAsync(default);
        await Tell("late@example.com");
        await Eventually.Is(() => Task.FromResult(Arrived.Length == 2), "that the other one sends");
        await two.StopAsync(default);
    }

    private string[] Arrived
    {
        get
        {
            lock (_server.Mails)
                return [.. _server.Mails.Select(mail => mail.To)];
        }
    }

    private RelayService Service(int limit = 10) => new(
        new OutboxRelay(
            _side.Get<IJournalFeed>(), _side.Get<IEventCodec>(), _side.Get<ICheckpoints>(), _side.Get<IMailQueue>(),
            new SmtpSender(new SmtpOptions
            {
                Host = "127.0.0.1", Port = _server.Port, From = "shop@example.org", Limit = TimeSpan.FromSeconds(limit),
            }),
            MailRetryDelays.Default with { Recipient = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(5)] }, 8,
            TimeProvider.System, NullLogger<OutboxRelay>.Instance),
        _side.Get<IJournalFeed>(), _side.Get<ILeases>(), TimeProvider.System, NullLogger<RelayService>.Instance);

    private async Task Tell(params string[] addresses)
    {
        foreach (var address in addresses)
            await _writer.Append("notification", $"c-{Guid.NewGuid():N}", new NotificationEvent.CustomerNotified(
                "claim.closed/1",
                [new Message(NotificationChannel.Email, new($"t1/customer/{address}", address), "ana", "Claim closed")])
            {
                At = EventWriter.Noon, Handled = 1,
            });
    }
}
