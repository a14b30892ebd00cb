using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Silo.Notifications;

namespace PosSaga.Tests.Notifications;

/// <summary>Against a mail server in this process.</summary>
public sealed class When_mail_is_sent : IAsyncLifetime, IAsyncDisposable
{
    private readonly TinyMailServer _server = new();

    private static OutgoingMessage Mail { get; } =
        new(
            "notification/demo/c-1@1/0", NotificationChannel.Email, "ana@example.com", "Claim received",
            "Claim received: c-1");

    private SmtpSender Sender => Limited(TimeSpan.FromSeconds(10));

    private SmtpSender Limited(TimeSpan limit) => new(new SmtpOptions
    {
        Host = "127.0.0.1", Port = _server.Port, From = "shop@example.org", Limit = limit,
    });

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact] public async Task A_server_that_is_away_is_not_the_message_s_fault()
    {
        var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var sender = new SmtpSender(new SmtpOptions { Host = "127.0.0.1", Port = port, From = "shop@example.org" });
        Assert.Equal(new(SendResult.ServerUnavailable, "mail-server-unreachable"), await sender.Send(Mail, default));
    }

    [Theory, InlineData("450 Mailbox busy"), InlineData("452 No space")]
    public async Task A_mailbox_that_is_busy_may_take_it_later(string answer)
    {
        _server.ToRecipients.Enqueue(answer);
        Assert.Equal(new(SendResult.Deferred, "mailbox-busy"), await Sender.Send(Mail, default));
        Assert.Equal(SendOutcome.Sent, await Sender.Send(Mail, default));
        Assert.Single(_server.Mails);
    }

    // A probe with this one mail would find the server away again and again, and nobody else would get any.
    [Theory, InlineData("421 Too many to this one"), InlineData("503 Not for this one"), InlineData("521 Takes no mail")]
    public async Task What_is_said_once_the_sender_was_taken_is_said_of_this_recipient_alone(string answer)
    {
        _server.ToRecipients.Enqueue(answer);
        Assert.Equal(new(SendResult.Deferred, "mailbox-busy"), await Sender.Send(Mail, default));
        Assert.Equal(SendOutcome.Sent, await Sender.Send(Mail with { Id = "another" }, default));
    }

    [Theory, InlineData("550 No such user"), InlineData("553 No such name")]
    public async Task A_mailbox_that_does_not_exist_never_will(string answer)
    {
        _server.ToRecipients.Enqueue(answer);
        Assert.Equal(new(SendResult.Undeliverable, "mailbox-refused"), await Sender.Send(Mail, default));
        Assert.Empty(_server.Mails);
    }

    [Theory, InlineData("552 Too large"), InlineData("550 Not with this text")]
    public async Task A_text_that_is_refused_for_good_is_the_message_s_fault(string answer)
    {
        _server.ToTexts.Enqueue(answer);
        Assert.Equal(new(SendResult.Undeliverable, "message-refused"), await Sender.Send(Mail, default));
        Assert.Equal(SendOutcome.Sent, await Sender.Send(Mail with { Id = "another" }, default));
    }

    [Theory, InlineData("451 Later"), InlineData("452 No space")]
    public async Task A_text_that_is_not_taken_just_now_may_be_taken_later(string answer)
    {
        _server.ToTexts.Enqueue(answer);
        Assert.Equal(new(SendResult.Deferred, "message-deferred"), await Sender.Send(Mail, default));
        Assert.Equal(SendOutcome.Sent, await Sender.Send(Mail, default));
    }

    [Fact] public async Task A_server_that_says_only_no_may_mean_the_message_or_all_of_them()
    {
        _server.ToTexts.Enqueue("554 Transaction failed");
        Assert.Equal(new(SendResult.Deferred, "transaction-failed"), await Sender.Send(Mail, default));
    }

    [Theory, InlineData("553 Not from here"), InlineData("550 Not you")]
    public async Task A_sender_that_the_server_does_not_like_is_no_message_s_fault(string answer)
    {
        _server.ToSenders = answer;
        Assert.Equal(new(SendResult.AccountRefused, "mail-sender-refused"), await Sender.Send(Mail, default));
    }

    [Theory]
    [InlineData("421 Closing", SendResult.ServerUnavailable), InlineData("503 Not now", SendResult.ServerUnavailable)]
    [InlineData("452 No space", SendResult.ServerUnavailable)]
    [InlineData("530 Authenticate", SendResult.AccountRefused)]
    [InlineData("535 Wrong password", SendResult.AccountRefused)]
    public async Task What_the_server_says_to_everybody_is_no_message_s_fault(string answer, SendResult result)
    {
        _server.ToSenders = answer;
        Assert.Equal(result, (await Sender.Send(Mail, default)).Result);
        (_server.ToSenders, _server.Greeting) = ("250 OK", "421 Too many");
        Assert.Equal(new(SendResult.ServerUnavailable, "mail-server-refuses"), await Sender.Send(Mail, default));
    }

    [Fact] public async Task A_recipient_at_whom_the_server_hangs_is_the_recipient_s_fault()
    {
        _server.Hangs.Add("ana@example.com");
        var sender = Limited(TimeSpan.FromMilliseconds(300));
        Assert.Equal(new(SendResult.Deferred, "recipient-silent"), await sender.Send(Mail, default));
        Assert.Equal(SendOutcome.Sent, await sender.Send(Mail with { Address = "bob@example.com" }, default));
    }

    [Fact] public async Task A_server_that_hangs_before_is_the_server_s()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var sender = new SmtpSender(new SmtpOptions
        {
            Host = "127.0.0.1", Port = ((IPEndPoint)silent.LocalEndpoint).Port, From = "shop@example.org",
            Limit = TimeSpan.FromMilliseconds(300),
        });
        Assert.Equal(new(SendResult.ServerUnavailable, "mail-server-silent"), await sender.Send(Mail, default));
    }

    [Fact] public async Task A_connection_serves_the_next_message_and_one_that_was_closed_is_replaced()
    {
        var sender = Sender;
        for (var i = 0; i < 3; i++)
            Assert.Equal(SendOutcome.Sent, await sender.Send(Mail, default));
        _server.ToRecipients.Enqueue("450 Later");
        await sender.Send(Mail, default);
        Assert.Equal(SendOutcome.Sent, await sender.Send(Mail, default));
        Assert.Equal(1, _server.Connected);
        await sender.CloseIdle();
        Assert.Equal(SendOutcome.Sent, await sender.Send(Mail, default));
        Assert.Equal(2, _server.Connected);
        _server.HangUp();
        Assert.Equal(SendOutcome.Sent, await sender.Send(Mail, default));
        Assert.Equal((3, 6), (_server.Connected, _server.Mails.Count));
    }

    [Fact] public async Task A_name_in_letters_that_the_server_does_not_take_is_the_message_s_fault()
    {
        Assert.Equal(
            new(SendResult.Undeliverable, "address-not-supported"),
            await Sender.Send(Mail with { Address = "andré@example.com" }, default));
        Assert.Equal(SendOutcome.Sent, await Sender.Send(Mail with { Address = "andre@montréal.example" }, default));
        Assert.Equal("andre@xn--montral-fya.example", Assert.Single(_server.Mails).To);
    }

    [Theory, InlineData("ana"), InlineData("a@b@c"), InlineData("ana@example.com\r\nBcc: all@example.com")]
    public async Task What_is_no_address_is_sent_nowhere(string address)
    {
        Assert.Equal(
            new(SendResult.Undeliverable, "address-invalid"),
            await Sender.Send(Mail with { Address = address }, default));
        Assert.Empty(_server.Mails);
    }

    [Fact] public async Task It_arrives()
    {
        Assert.Equal(SendOutcome.Sent, await Sender.Send(Mail, default));
        var (to, text) = Assert.Single(_server.Mails);
        Assert.Equal("ana@example.com", to);
        Assert.Contains("Subject: Claim received\r\n", text, StringComparison.Ordinal);
        Assert.Contains("From: shop@example.org\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Claim received: c-1", text, StringComparison.Ordinal);
    }

    [Fact] public async Task A_lost_acknowledgement_brings_it_again_under_the_same_id()
    {
        _server.Unacknowledged = 1;
        Assert.Equal(SendResult.ServerUnavailable, (await Sender.Send(Mail, default)).Result);
        Assert.Equal(SendOutcome.Sent, await Sender.Send(Mail, default));
        Assert.Equal(2, _server.Mails.Count);
        Assert.Equal(Sender.MessageIdOf(Mail), Assert.Single(_server.MessageIds.Distinct()));
    }

    [Fact] public async Task Another_message_has_another_id()
    {
        await Sender.Send(Mail, default);
        await Sender.Send(Mail with { Id = "notification/demo/c-1@2/0" }, default);
        Assert.Equal(2, _server.MessageIds.Distinct().Count());
    }

    [Fact] public async Task Text_messages_and_people_without_an_address_stay_in_the_outbox()
    {
        var sms = Mail with { Channel = NotificationChannel.Sms, Address = "514-555-0100" };
        Assert.Equal(SendOutcome.Skipped, await Sender.Send(sms, default));
        Assert.Equal(SendOutcome.Skipped, await Sender.Send(Mail with { Address = null }, default));
        Assert.Empty(_server.Mails);
    }

    [Theory]
    [InlineData("Port", "0"), InlineData("From", "shop"), InlineData("Host", "")]
    [InlineData("Limit", "00:00:00"), InlineData("Limit", "00:01:00"), InlineData("Connections", "0")]
    [InlineData("Connections", "33"), InlineData("User", "shop"), InlineData("Authority", "nowhere.pem")]
    public void A_setting_that_can_never_work_is_named(string setting, string value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Notifications:Smtp:Host"] = "mail", ["Notifications:Smtp:From"] = "shop@example.org",
            [$"Notifications:Smtp:{setting}"] = value,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var error = Assert.Throws<JournalConfigurationException>(
            () => new ServiceCollection().AddNotificationRelay(configuration));
        Assert.Contains($"Notifications:Smtp:{setting}", error.Message, StringComparison.Ordinal);
    }

    [Fact] public void Without_a_mail_server_nothing_is_carried_on() =>
        Assert.Empty(new ServiceCollection().AddNotificationRelay(new ConfigurationBuilder().Build()));
}
