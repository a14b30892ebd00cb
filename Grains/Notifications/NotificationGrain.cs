using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Streams;

namespace PosSaga.Notifications;

/// <summary>Tells people, once per event. The journaled event is the outbox: whoever carries messages on reads it, so
/// that no refund waits for a mail server.</summary>
[GrainType("notification"), ImplicitStreamSubscription(StreamNames.Notifications)]
[Handles<ClaimEvent.Created>, Handles<ClaimEvent.Assigned>, Handles<ClaimEvent.Resolved>, Handles<ClaimEvent.Closed>]
[Handles<RefundPaymentEvent.Settled>, Handles<RefundPaymentEvent.Rejected>, Handles<RefundPaymentEvent.Released>]
[Handles<RefundPaymentEvent.SettlementFailed>]
[Handles<OrderSagaEvent.Completed>, Handles<OrderSagaEvent.Failed>]
internal sealed class NotificationGrain(
    IEventCodec codec, OrderCustomers customers, TimeProvider clock)
    : ParticipantGrain<Outbox, NotificationEvent>(codec), INotificationGrain
{
    private readonly IEventCodec _codec = codec;

    // Hours lie between what a claim has to tell.
    protected override bool IsAtRest(Outbox state) => true;

    public async Task<IReadOnlyList<NotificationView>> Get()
    {
        await EnsureLoaded();
        return [.. Confirmed.Sent.Select(sent => new NotificationView(
            sent.Message.Channel, AddressOf(sent.Message), sent.Message.Subject, sent.About, sent.At))];
    }

    // About anything but a refund it is nobody's business in the refunds' stream.
    protected override string? ProcessKeyOf(NotificationEvent @event) =>
        @event is NotificationEvent.CustomerNotified { About: var about } && NotificationRules.MovesRefund(about)
            ? Id
            : null;

    protected override Task React(IncomingEvent cause) => RefundMetrics.Counted(cause, AnswerTo);

    private async Task<bool> AnswerTo(IncomingEvent cause)
    {
        if (NotificationRules.Of(cause.Event) is not { } notice)
            return false;
        var customer = notice.AgentId is null ? await Customer(cause.Event) : null;
        var messages = NotificationRules.Messages(notice, customer);
        var about = _codec.TypeOf(cause.Event);
        try
        {
            await Record(cause, notice, about, messages);
        }
        catch (SubjectErasedException)
        {
            // Erased since the address was read: that somebody was told stays, who it was does not.
            await Record(cause, notice, about, [.. messages.Select(message => message with { Recipient = null })]);
        }

        foreach (var message in messages)
            NotificationMetrics.Sent(message.Channel, cause.Event);
        return true;
    }

    private Task Record(IncomingEvent cause, Notice notice, string about, IReadOnlyList<Message> messages)
    {
        var at = clock.GetUtcNow();
        return HandleOnce(cause, _ => Decision<NotificationEvent>.Record(notice.AgentId is null
            ? new NotificationEvent.CustomerNotified(about, messages) { At = at, Handled = cause.Position }
            : new NotificationEvent.StaffNotified(about, messages) { At = at, Handled = cause.Position }));
    }

    private async Task<Addressee?> Customer(object @event) => @event switch
    {
        ClaimEvent.Created { Contact: { } contact } claim => Addressee.Of(claim.CustomerId, contact),
        ClaimEvent.Created { OrderId: { } order } claim => Same(claim, await customers.Of(Tenant, order)),
        ClaimEvent.Created claim => new Addressee(claim.CustomerId),
        // A later cancellation's refund bears the order's id with a number.
        _ => Current.Customer ?? await customers.Of(Tenant, Id)
            ?? (RefundOrder.OrderOf(Id) is { } later ? await customers.Of(Tenant, later) : null),
    };

    // Somebody else's order gives no address for this customer.
    private static Addressee Same(ClaimEvent.Created claim, Addressee? ordered) =>
        ordered is not null && (ordered.Id == claim.CustomerId || ordered.Id == claim.OrderId)
            ? ordered with { Id = claim.CustomerId }
            : new Addressee(claim.CustomerId);

    private static string? AddressOf(Message message) =>
        message.Recipient is { } address ? address.Value : message.RecipientId;
}
