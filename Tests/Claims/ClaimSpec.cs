using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Claims;

/// <summary>Claims of the customer c-1, about one broken bag of coffee of the order o-1 or about nothing that was
/// bought.</summary>
public abstract class ClaimSpec : Spec<Claim, ClaimEvent>
{
    protected const string Id = "cl-1";

    protected static readonly Origin Agent = new("demo", "demo-agent", "o-1");
    protected static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static readonly ClaimLine OneCoffee = new("CAFE", 1, Condition.Damaged);
    protected static readonly ClaimedGoods PaidCoffee = new("CAFE", "Café", 1, Condition.Damaged, new(1299));
    protected static readonly ClaimHoldContent OfTheOrder = new("1", "c-1", "p-1", 0.14975m, [PaidCoffee]);

    protected static readonly OrderReading Fits = new OrderReading.Fits(OfTheOrder);
    protected static readonly OrderReading Unreadable = new OrderReading.Unreadable();
    protected static readonly OrderReading UnderWay = new OrderReading.UnderWay();
    protected static readonly OrderReading Taken = new OrderReading.Refused(PiecesRefusals.NothingLeft);

    protected static ClaimEvent Opening() => new ClaimEvent.Opening(
        "c-1", null, ClaimType.ProductDefect, Text("Open bag."), Urgency.High, "o-1", [OneCoffee], "f") { At = At };

    protected static ClaimEvent NotOpened() => new ClaimEvent.NotOpened(PiecesRefusals.NothingLeft) { At = At };

    protected static ClaimEvent Created(string? orderId = "o-1") => new ClaimEvent.Created(
        "c-1", null, ClaimType.ProductDefect, Text("Open bag."), Urgency.High, orderId,
        orderId is null ? [] : [OneCoffee], "f")
        { At = At };

    protected static ClaimEvent Enriched(DateTimeOffset? at = null) =>
        new ClaimEvent.Enriched("1", "p-1", 0.14975m, [PaidCoffee]) { At = at ?? At };

    protected static ClaimEvent EnrichmentRefused() => new ClaimEvent.EnrichmentRefused("gone") { At = At };

    protected static ClaimEvent LetGo() => new ClaimEvent.PiecesLetGo { At = At };

    protected static ClaimEvent Assigned(string agent = "a-1") => new ClaimEvent.Assigned(agent) { At = At };

    protected static ClaimEvent Started() => new ClaimEvent.Started { At = At };

    protected static ClaimEvent Resolved() => new ClaimEvent.Resolved(Text("Sorry.")) { At = At };

    protected static ClaimEvent Closed() => new ClaimEvent.Closed { At = At };

    protected static ClaimEvent Reopened() => new ClaimEvent.Reopened(Text("Again.")) { At = At };

    protected static ClaimEvent Withdrawn() => new ClaimEvent.Withdrawn(Text("Wrong order.")) { At = At };

    protected static ClaimEvent RefundRequested(string? key = null) => new ClaimEvent.RefundRequested(
        new RefundOrder(Id, Id, "o-1", "p-1", "1", "c-1", ClaimType.ProductDefect, 0.14975m, [PaidCoffee]),
        key) { At = At };

    protected static ClaimEvent Moved(RefundStatus status, string? failure = null, long handled = 40) =>
        new ClaimEvent.RefundMoved(status, failure, handled) { At = At };

    /// <summary>Up to the resolution, in one piece.</summary>
    protected static ClaimEvent[] Handled(params ClaimEvent[] before) => [.. before, Assigned(), Started(), Resolved()];

    protected static CreateClaim Create(
        string? orderId = "o-1", string fingerprint = "f", IReadOnlyList<ClaimLine>? lines = null,
        Contact? contact = null) =>
        new(Agent, At, "c-1", contact, ClaimType.ProductDefect, "Open bag.", Urgency.High, orderId,
            lines ?? (orderId is null ? null : [OneCoffee]), fingerprint);

    protected static IClaimCommand Assign(string agent = "a-1", long? seen = null) =>
        new AssignClaim(Agent, At, agent, Seen(seen));

    protected static IClaimCommand Start(long? seen = null) => new StartClaim(Agent, At, Seen(seen));

    protected static IClaimCommand Resolve(long? seen = null) => new ResolveClaim(Agent, At, "Sorry.", Seen(seen));

    protected static IClaimCommand Close(long? seen = null) => new CloseClaim(Agent, At, Seen(seen));

    protected static IClaimCommand Reopen(long? seen = null) => new ReopenClaim(Agent, At, "Again.", Seen(seen));

    protected static IClaimCommand Withdraw(long? seen = null) =>
        new WithdrawClaim(Agent, At, "Wrong order.", Seen(seen));

    protected static IClaimCommand Refund(long? seen = null, string? key = null) =>
        new RefundClaim(Agent, At, Seen(seen), key);

    private static VersionCondition? Seen(long? version) => version is { } seen ? new([seen]) : null;

    protected static Func<Claim, Decision<ClaimEvent>> Told(IClaimCommand command, OrderReading? order = null) =>
        claim => ClaimDecider.Decide(Id, claim, command, order);

    protected static Func<Claim, Decision<ClaimEvent>> Read(OrderReading order) =>
        claim => ClaimDecider.Read(claim, order, At);

    /// <summary>Hears an event of its refund; what means nothing is left alone.</summary>
    protected static Func<Claim, Decision<ClaimEvent>> Hears(object @event, long position = 40) =>
        claim => ClaimDecider.Meaning(@event) is { } refund
            ? ClaimDecider.Follow(claim, refund, position, At)
            : Decision<ClaimEvent>.Replay;

    protected static Personal<string> Text(string text) => new("demo/customer/c-1", text);
}
