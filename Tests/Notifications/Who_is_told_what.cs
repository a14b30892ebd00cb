using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Tests.Refunds;

namespace PosSaga.Tests.Notifications;

public sealed class Who_is_told_what
{
    private const string Subject = "demo/customer/ana";

    private static readonly DateTimeOffset At = ARefund.At;

    private static readonly Addressee Ana = new("ana", new(Subject, "ana@example.com"), new(Subject, "514-555-0100"));

    public static TheoryData<object, string, string> Table => new()
    {
        { Created(null), "Claim received", "Email ana@example.com, Sms 514-555-0100" },
        { new ClaimEvent.Assigned("bob") { At = At }, "Claim assigned", "Email bob" },
        { new ClaimEvent.Resolved(new(Subject, "sorry")) { At = At }, "Claim resolved", "Email ana@example.com" },
        { new ClaimEvent.Closed { At = At }, "Claim closed", "Email ana@example.com" },
        { ARefund.Settled, "Refund paid", "Email ana@example.com" },
        { ARefund.Rejected, "Refund refused", "Email ana@example.com" },
        { ARefund.Released, "Refund refused", "Email ana@example.com" },
        { ARefund.SettlementFailed, "Refund refused", "Email ana@example.com" },
        { new OrderSagaEvent.Completed { At = At }, "Order confirmed", "Email ana@example.com" },
        { new OrderSagaEvent.Failed { At = At }, "Order not possible", "Email ana@example.com" },
    };

    [Theory, MemberData(nameof(Table))]
    public void By_the_table(object @event, string subject, string told)
    {
        var notice = NotificationRules.Of(@event)!;
        Assert.Equal(subject, notice.Subject);
        Assert.Equal(told, Told(NotificationRules.Messages(notice, Ana)));
    }

    [Fact] public void Of_anything_else_nobody_is() => Assert.All(
        ARefund.All.Except([ARefund.Settled, ARefund.Rejected, ARefund.Released, ARefund.SettlementFailed])
            .Append(new ClaimEvent.Started { At = At }),
        @event => Assert.Null(NotificationRules.Of(@event)));

    [Fact] public void All_that_is_told_is_published_for_it() => Assert.All(
        Table.Select(row => row[0].GetType()),
        type => Assert.Contains(PosSaga.Streams.StreamNames.Notifications, PublishedAttribute.NamespacesOf(type)));

    [Fact] public void Without_an_address_the_customer_s_id_is_the_recipient() => Assert.Equal(
        "Email ana, Sms ana",
        Told(NotificationRules.Messages(NotificationRules.Of(Created(null))!, new Addressee("ana"))));

    [Fact] public void With_a_phone_number_alone_the_mail_goes_to_the_id() => Assert.Equal(
        "Email ana, Sms 514-555-0100",
        Told(NotificationRules.Messages(NotificationRules.Of(Created(null))!, Ana with { Email = null })));

    [Fact] public void Nobody_known_is_told_nothing() =>
        Assert.Empty(NotificationRules.Messages(NotificationRules.Of(ARefund.Settled)!, null));

    [Fact] public void An_erased_contact_gives_no_address() =>
        Assert.Equal(new Addressee("ana"), Addressee.Of("ana", Personal<Contact>.Erased(Subject)));

    [Fact] public void An_address_that_was_erased_since_is_not_passed_on() => Assert.Equal("Email ana", Told(
        NotificationRules.Messages(
            NotificationRules.Of(ARefund.Settled)!, Ana with { Email = Personal<string>.Erased(Subject) })));

    [Fact] public void Only_what_is_told_of_a_refund_moves_it()
    {
        Assert.True(NotificationRules.MovesRefund("refund-payment.settled/1"));
        Assert.False(NotificationRules.MovesRefund("claim.created/1"));
        Assert.False(NotificationRules.MovesRefund("order-saga.completed/1"));
    }

    [Fact] public void The_outbox_remembers_how_its_customer_is_reached()
    {
        var created = NotificationRules.Messages(NotificationRules.Of(Created(null))!, Ana);
        var outbox = Outbox.Initial
            .Apply(new NotificationEvent.CustomerNotified("claim.created/1", created) { At = At, Handled = 1 })
            .Apply(new NotificationEvent.StaffNotified(
                "claim.assigned/1",
                [new(NotificationChannel.Email, null, "bob", "Claim assigned")]) { At = At, Handled = 2 });
        Assert.Equal(Ana, outbox.Customer);
        Assert.Equal((3, 2), (outbox.Sent.Count, outbox.HandledUpTo));
    }

    private static ClaimEvent.Created Created(Contact? contact) => new(
        "ana", contact is null ? null : new(Subject, contact), ClaimType.ProductDefect, new(Subject, "broken"),
        Urgency.Low,
        null, [], "f") { At = At };

    private static string Told(IEnumerable<Message> messages) =>
        string.Join(", ", messages.Select(m => $"{m.Channel} {m.Recipient?.Value ?? m.RecipientId}"));
}
