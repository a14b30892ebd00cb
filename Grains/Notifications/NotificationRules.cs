using PosSaga.Claims;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.Notifications;

/// <summary>Who is told what.</summary>
/// <param name="AgentId">Null: the customer.</param>
public sealed record Notice(string Subject, IReadOnlyList<NotificationChannel> Channels, string? AgentId = null);

/// <summary>The table of notifications.</summary>
public static class NotificationRules
{
    private static readonly NotificationChannel[] ByEmail = [NotificationChannel.Email];
    private static readonly NotificationChannel[] ByEmailAndSms = [NotificationChannel.Email, NotificationChannel.Sms];

    /// <summary>Null: nobody is told.</summary>
    public static Notice? Of(object @event) => @event switch
    {
        ClaimEvent.Created                  => new("Claim received", ByEmailAndSms),
        ClaimEvent.Assigned e               => new("Claim assigned", ByEmail, e.AgentId),
        ClaimEvent.Resolved                 => new("Claim resolved", ByEmail),
        ClaimEvent.Closed                   => new("Claim closed", ByEmail),
        RefundPaymentEvent.Settled          => new("Refund paid", ByEmail),
        RefundPaymentEvent.Rejected         => new("Refund refused", ByEmail),
        RefundPaymentEvent.Released         => new("Refund refused", ByEmail),
        RefundPaymentEvent.SettlementFailed => new("Refund refused", ByEmail),
        OrderSagaEvent.Completed            => new("Order confirmed", ByEmail),
        OrderSagaEvent.Failed               => new("Order not possible", ByEmail),
        _                                   => null,
    };

    /// <summary>A refund is over only when its customer was told.</summary>
    public static bool MovesRefund(string about) => about.StartsWith("refund-payment.", StringComparison.Ordinal);

    /// <param name="customer">Null where nobody knows one: then only an agent can be told.</param>
    public static IReadOnlyList<Message> Messages(Notice notice, Addressee? customer) => notice.AgentId is { } agent
        ? [new(NotificationChannel.Email, null, agent, notice.Subject)]
        : customer is null
            ? []
            : [.. notice.Channels.Select(channel => new Message(
                channel, Known(channel == NotificationChannel.Email ? customer.Email : customer.Phone),
                customer.Id, notice.Subject))];

    private static Journal.Personal<string>? Known(Journal.Personal<string>? address) =>
        address is { IsErased: false } ? address : null;
}
