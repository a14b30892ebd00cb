using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Notifications;
using PosSaga.Silo.Notifications;

namespace PosSaga.Tests.Notifications;

/// <summary>Against a mail server in this process.</summary>
public sealed class When_mail_is_sent : IAsyncLifetime, IAsyncDisposable
{
    private readonly TinyMailServer _server = new();

    private static OutgoingMessage Mail { get; } =
        new("demo/c-1/17/Email", NotificationChannel.Email, "ana@example.com", "ana", "Claim received", "Claim received: c-1");

    private SmtpSender Sender => new(new SmtpOptions { Host = "127.0.0.1", Port = _server.Port, From = "shop@example.org" });

    public Task InitializeAsync() => Task.CompletedTask;

    Task IAsyncLifetime.DisposeAsync() => DisposeAsync().AsTask();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact] public async Task A_server_that_is_away_is_tried_again_later()
    {
        var closed = new TcpListener(IPAddress.Loopback, 0);
        closed.Start();
        var port = ((IPEndPoint)closed.LocalEndpoint).Port;
        closed.Stop();
        var sender = new SmtpSender(new SmtpOptions { Host = "127.0.0.1", Port = port, From = "shop@example.org" });
        await Assert.ThrowsAsync<NotificationUnsentException>(() => sender.Send(Mail));
    }

    [Theory, InlineData("450 Mailbox busy"), InlineData("452 No space")]
    public async Task A_mailbox_that_is_busy_is_tried_again_later(string answer)
    {
        _server.ToRecipients.Enqueue(answer);
        await Assert.ThrowsAsync<NotificationUnsentException>(() => Sender.Send(Mail));
        Assert.Null(await Sender.Send(Mail));
        Assert.Single(_server.Mails);
    }

    [Theory, InlineData("550 No such user"), InlineData("553 No such name")]
    public async Task A_mailbox_that_does_not_exist_never_will(string answer)
    {
        _server.ToRecipients.Enqueue(answer);
        Assert.Equal("mailbox-refused", await Sender.Send(Mail));
        Assert.Empty(_server.Mails);
    }

    [Theory, InlineData("ana"), InlineData("a@b@c"), InlineData("ana@example.com\r\nBcc: all@example.com")]
    public async Task What_is_no_address_is_sent_nowhere(string address)
    {
        Assert.Equal("address-invalid", await Sender.Send(Mail with { Address = address }));
        Assert.Empty(_server.Mails);
    }

    [Fact] public async Task It_arrives()
    {
        Assert.Null(await Sender.Send(Mail));
        var (to, text) = Assert.Single(_server.Mails);
        Assert.Equal("ana@example.com", to);
        Assert.Contains("Subject: Claim received\r\n", text, StringComparison.Ordinal);
        Assert.Contains("From: shop@example.org\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Claim received: c-1", text, StringComparison.Ordinal);
    }

    [Fact] public async Task A_lost_acknowledgement_brings_it_again_under_the_same_id()
    {
        _server.Unacknowledged = 1;
        await Assert.ThrowsAsync<NotificationUnsentException>(() => Sender.Send(Mail));
        Assert.Null(await Sender.Send(Mail));
        Assert.Equal(2, _server.Mails.Count);
        Assert.Equal(Sender.MessageIdOf(Mail), Assert.Single(_server.MessageIds.Distinct()));
    }

    [Fact] public async Task Another_message_has_another_id()
    {
        await Sender.Send(Mail);
        await Sender.Send(Mail with { Id = "demo/c-1/18/Email" });
        Assert.Equal(2, _server.MessageIds.Distinct().Count());
    }

    [Fact] public async Task Text_messages_and_people_without_an_address_stay_in_the_outbox()
    {
        Assert.Null(await Sender.Send(Mail with { Channel = NotificationChannel.Sms, Address = "514-555-0100" }));
        Assert.Null(await Sender.Send(Mail with { Address = null }));
        Assert.Empty(_server.Mails);
    }

    [Theory]
    [InlineData("Port", "0"), InlineData("From", "shop"), InlineData("Host", "")]
    public void A_setting_that_can_never_work_is_named(string setting, string value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["Notifications:Smtp:Host"] = "mail", ["Notifications:Smtp:From"] = "shop@example.org",
            [$"Notifications:Smtp:{setting}"] = value,
        };
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        var error = Assert.Throws<ArgumentException>(() => new ServiceCollection().AddNotifications(configuration));
        Assert.Contains($"Notifications:Smtp:{setting}", error.Message, StringComparison.Ordinal);
    }

    [Fact] public void Without_a_mail_server_the_outbox_is_all_there_is() => Assert.IsType<OutboxOnly>(
        new ServiceCollection().AddNotifications(new ConfigurationBuilder().Build()).BuildServiceProvider()
            .GetRequiredService<INotificationSender>());
}
