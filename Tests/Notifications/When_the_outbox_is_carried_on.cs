using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Silo.Notifications;
using PosSaga.Tests.ReadModels;

namespace PosSaga.Tests.Notifications;

/// <summary>One message after the other, from the journal to a mail server in this process.</summary>
public sealed class When_the_outbox_is_carried_on : IAsyncLifetime, IAsyncDisposable
{
    private static readonly RelayPauses NoPauses = new([TimeSpan.Zero, TimeSpan.Zero], [TimeSpan.Zero]);

    private readonly TinyMailServer _server = new();
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"pos-saga-outbox-{Guid.NewGuid():N}");
    private ReadSide _side = null!;

    private IEnumerable<string> Arrived => _server.Mails.Select(mail => mail.To);

    public async Task InitializeAsync() => _side = await ReadSide.Open($"Data Source={_folder}", run: false);

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        await _side.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory, InlineData("550 No such user"), InlineData("552 Too large")]
    public async Task What_is_refused_for_good_keeps_nothing_behind_it_waiting(string answer)
    {
        if (answer.StartsWith("550", StringComparison.Ordinal))
            _server.ToRecipients.Enqueue(answer);
        else
            _server.ToTexts.Enqueue(answer);
        await Tell("ana@example.com", "andré@example.com", "bob@example.com");
        await Carry(Relay());
        Assert.Equal(["bob@example.com"], Arrived);
        await Carry(Relay());
        Assert.Single(_server.Mails);
    }

    [Fact] public async Task Who_cannot_take_it_just_now_waits_alone_and_outlives_the_process()
    {
        var isBusy = true;
        _server.ToRecipient = to => isBusy && to == "ana@example.com" ? "450 Later" : null;
        var hours = NoPauses with { Busy = [TimeSpan.FromHours(1)] };
        await Tell("ana@example.com", "bob@example.com");
        await Carry(Relay(hours));
        Assert.Equal(["bob@example.com"], Arrived);

        isBusy = false;
        await Tell("eve@example.com");
        await Carry(Relay());
        Assert.Equal(["bob@example.com", "ana@example.com", "eve@example.com"], Arrived);
        await Carry(Relay());
        Assert.Equal(3, _server.Mails.Count);
    }

    [PublicReport("aschroder/Magento-SMTP-Pro-Email-Extension#152")]
    [Fact] public async Task Whoever_left_while_the_answer_was_lost_does_not_get_it_again()
    {
        var isBusy = true;
        _server.ToRecipient = _ => isBusy ? "450 Later" : null;
        await Tell("ana@example.com");
        var checkpoints = new LostAnswer(_side.Get<ICheckpoints>());
        var relay = Relay(checkpoints: checkpoints);
        await Carry(relay);

        (isBusy, checkpoints.IsNext) = (false, true);
        await Assert.ThrowsAsync<JournalUnavailableException>(() => Carry(relay));
        Assert.False(checkpoints.IsNext);
        await Carry(relay);
        Assert.Single(_server.Mails);
    }

    [Fact] public async Task Patience_ends()
    {
        var asked = 0;
        _server.ToRecipient = _ =>
        {
            asked++;
            return "450 Later";
        };
        await Tell("ana@example.com");
        var relay = Relay();
        for (var i = 0; i < 10; i++)
            await Carry(relay);
        Assert.Equal(1 + NoPauses.Busy.Count, asked);
    }

    [PublicReport("opencart/opencart#7633")]
    [Fact] public async Task When_nobody_can_take_anything_the_others_wait_as_well_and_none_is_lost()
    {
        var isBusy = true;
        _server.ToRecipient = _ => isBusy ? "452 No space" : null;
        var people = Enumerable.Range(1, 40).Select(i => $"p{i}@example.com").ToArray();
        await Tell(people);
        // Each is tried again only after an hour, so none runs out of patience.
        await Carry(Relay(NoPauses with { Busy = [TimeSpan.FromHours(1)] }));
        Assert.Empty(_server.Mails);

        isBusy = false;
        await Carry(Relay());
        Assert.Equal(people.Order(), Arrived.Order());
    }

    private static async Task Carry(OutboxRelay relay)
    {
        while (await relay.Look(() => Task.FromResult(true), default))
        {
        }
    }

    private OutboxRelay Relay(RelayPauses? pauses = null, ICheckpoints? checkpoints = null) => new(
        _side.Get<IJournalFeed>(), _side.Get<IEventCodec>(), checkpoints ?? _side.Get<ICheckpoints>(),
        new SmtpSender(new SmtpOptions { Host = "127.0.0.1", Port = _server.Port, From = "shop@example.org" }),
        pauses ?? NoPauses, TimeProvider.System, NullLogger<OutboxRelay>.Instance);

    private async Task Tell(params string[] addresses)
    {
        var writer = _side.Writer();
        foreach (var address in addresses)
            await writer.Append("notification", $"c-{Guid.NewGuid():N}", new NotificationEvent.CustomerNotified(
                "claim.closed/1",
                [new Message(NotificationChannel.Email, new($"t1/customer/{address}", address), "ana", "Claim closed")])
            {
                At = EventWriter.Noon, Handled = 1,
            });
    }

    /// <summary>The next move is made, and nobody hears of it.</summary>
    private sealed class LostAnswer(ICheckpoints checkpoints) : ICheckpoints
    {
        public bool IsNext { get; set; }

        public Task<long> Get(string name, CancellationToken cancellation = default) =>
            checkpoints.Get(name, cancellation);

        public async Task<bool> Move(string name, long from, long to, CancellationToken cancellation = default)
        {
            var isMoved = await checkpoints.Move(name, from, to, cancellation);
            if (!IsNext)
                return isMoved;
            IsNext = false;
            throw new JournalUnavailableException("The answer is lost.");
        }
    }
}
