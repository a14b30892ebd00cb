using System.Reflection;
using Orleans;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Refunds;
using PosSaga.Streams;
using PosSaga.Tests.Stored;

namespace PosSaga.Tests.Refunds;

/// <summary>A participant is handed what it names and nothing else: what its rules answer and it does not name would be
/// lost, and what it names without an answer would be delivered for nothing.</summary>
public sealed class What_participants_handle : RefundSpec
{
    private static readonly Type[] Participants =
    [
        .. typeof(StateJson).Assembly.GetTypes().Where(
            type => type.GetCustomAttribute<ImplicitStreamSubscriptionAttribute>() is not null),
    ];

    private static readonly object[] Underway = [ARefund.Requested, ARefund.Reserved];

    // All that a refund's record can be in the middle of.
    private static readonly Refund[] Records =
    [
        Refund.Initial, After(ARefund.Requested), After([.. Underway]), After([.. Underway, ARefund.Restocked]),
        After([.. Underway, ARefund.Restocked, ARefund.Settled]),
        After([.. Underway, ARefund.Restocked, ARefund.SettlementFailed]), After([.. Underway, ARefund.Released]),
        After(ARefund.Requested, ARefund.Rejected),
    ];

    [Fact]
    public void All_name_it()
    {
        Assert.Equal(6, Participants.Length);
        Assert.All(Participants, participant => Assert.NotEmpty(HandlesAttribute.EventsOf(participant)));
    }

    [Fact]
    public void The_notification_names_what_somebody_is_told_of() =>
        Names("notification", StreamNames.Notifications, @event => NotificationRules.Of(@event) is not null);

    [Fact]
    public void The_claim_names_what_moves_it() =>
        Names("claim", StreamNames.Refunds, @event => ClaimDecider.Meaning(@event) is not null);

    [Fact]
    public void The_payments_side_names_what_makes_it_ask_or_refuse() => Names(
        "refund-payment", StreamNames.Refunds, @event => Enum.GetValues<RefundPaymentStage>().Any(stage =>
        {
            var part = new RefundPayment { Stage = stage, Refund = ARefund.Order };
            return RefundPaymentDecider.AskFor(part, @event, ARefund.Origin) is not null
                || RefundPaymentDecider.IsOutOfPlace(part, @event);
        }));

    /// <summary>And what it passes on to the order.</summary>
    [Fact]
    public void The_record_names_what_it_notes() => Names(
        "refund", StreamNames.Refunds, @event => @event is RefundEvent.OrderTold || Records.Any(
            refund => RefundDecider.Decide(refund, @event, ARefund.At, 9) is Decision<RefundEvent>.Recorded));

    /// <summary>Each part that is on record sets the next one going.</summary>
    [Fact]
    public void An_operators_action_names_all_of_its_own() =>
        Names("operator-action", StreamNames.OperatorActions, _ => true);

    private static void Names(string participant, string ns, Func<object, bool> isAnswered)
    {
        var grainClass = Participants.Single(
            type => type.GetCustomAttribute<GrainTypeAttribute>()!.GetGrainType(null!, type).ToString() == participant);
        var answered = StoredFile.Types
            .Where(type => PublishedAttribute.NamespacesOf(type).Contains(ns))
            .Where(type => FilledValues.All(type).Any(isAnswered));
        Assert.Equal(
            answered.Select(type => type.FullName).Order(),
            HandlesAttribute.EventsOf(grainClass).Select(type => type.FullName).Order());
    }
}
