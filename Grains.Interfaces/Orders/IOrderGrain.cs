using PosSaga.Carts;
using PosSaga.Refunds;

namespace PosSaga.Orders;

/// <summary>The order itself, from its confirmation on. Key <c>{tenant}/{order id}</c>, order id = saga id.</summary>
[Alias("possaga.order")]
public interface IOrderGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such order (its saga may still be on the way).</summary>
    [AlwaysInterleave, Alias("Get")] Task<OrderView?> Get();

    /// <summary>Creates it from the validated cart, linked to payment and reservation.</summary>
    [Alias("Confirm")] Task<CommandResult<OrderView>> Confirm(ConfirmOrder command);

    /// <summary>Undo of <see cref="Confirm"/>. Of an order never confirmed: succeeds, and refuses the late
    /// original.</summary>
    [Alias("Withdraw")] Task<CommandResult<OrderView>> Withdraw(WithdrawOrder command);

    /// <summary>Some of its pieces have left the store, or all that are left.</summary>
    [Alias("Ship")] Task<CommandResult<OrderView>> Ship(ShipOrder command);

    /// <summary>Once all that is not cancelled has been shipped.</summary>
    [Alias("Deliver")] Task<CommandResult<OrderView>> Deliver(DeliverOrder command);

    /// <summary>Takes back what was not shipped, some of it or all that is left, and starts a refund of it. With
    /// nothing left to take back, refunds of its cancellations that have failed are attempted once more.</summary>
    [Alias("Cancel")] Task<CommandResult<OrderView>> Cancel(CancelOrder command);

    /// <summary>How the refund of one of its cancellations stands now. Of an attempt that is not its last, and of what
    /// it knows already: succeeds and changes nothing.</summary>
    [Alias("RefundMoved")] Task<CommandResult<OrderView>> RefundMoved(OrderRefundMoved command);

    /// <summary>Holds pieces of its lines for a claim, once: no two claims are about the same piece.</summary>
    [Alias("HoldPieces")] Task<CommandResult<ClaimHoldContent>> HoldForClaim(HoldForClaim command);

    /// <summary>What <see cref="HoldForClaim"/> would answer; holds nothing.</summary>
    [Alias("WouldHoldPieces")] Task<CommandResult<ClaimHoldContent>> PreviewHold(HoldForClaim command);

    /// <summary>The claim is no longer about them. Of pieces never held: succeeds, and refuses the late
    /// original.</summary>
    [Alias("LetGoOfPieces")] Task<CommandResult<OrderView>> ReleaseHold(ReleaseHold command);
}

/// <summary>Partly cancelled: some of it, and nothing was shipped yet. Once something was, the states of shipping
/// say how far that has got, of what was not cancelled.</summary>
public enum Fulfilment { None, Confirmed, Shipped, Delivered, Cancelled, PartlyShipped, PartlyCancelled }

[GenerateSerializer, Immutable, Alias("possaga.order.confirm")]
public sealed record ConfirmOrder(
    Origin Origin, string CartId, PricedCart Cart,
    string PaymentId, string ReservationId, int RiskScore);

[GenerateSerializer, Immutable, Alias("possaga.order.withdraw")]
public sealed record WithdrawOrder(Origin Origin, string Reason);

/// <param name="Lines">Null: all that is left. Lines of one SKU are added up.</param>
/// <param name="Tracking">The carrier's number; it leads to a person's address.</param>
/// <param name="Key">Client's idempotency key, if any.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.ship")]
public sealed record ShipOrder(
    Origin Origin, VersionCondition? IfMatch = null, IReadOnlyList<OrderedPieces>? Lines = null,
    string? Carrier = null, string? Tracking = null, string? Key = null, string? Fingerprint = null);

[GenerateSerializer, Immutable, Alias("possaga.order.deliver")]
public sealed record DeliverOrder(Origin Origin, VersionCondition? IfMatch = null);

/// <param name="Reason">Free text of whoever cancels, at most 500 characters.</param>
/// <param name="Lines">Null: all that is left. Lines of one SKU are added up.</param>
/// <param name="Key">Client's idempotency key, if any.</param>
/// <param name="RefundId">Cancels nothing more: only attempts this refund once more, where it has failed.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.cancel")]
public sealed record CancelOrder(
    Origin Origin, string Reason, VersionCondition? IfMatch = null, IReadOnlyList<OrderedPieces>? Lines = null,
    string? Key = null, string? Fingerprint = null, string? RefundId = null);

/// <param name="Attempt">As in <see cref="RefundOrder.Attempt"/>.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.refund-moved")]
public sealed record OrderRefundMoved(
    Origin Origin, string RefundId, RefundStatus Status, string? Failure, int? Attempt = null);

/// <summary>What a cancellation gives back, and how that stands: requested, or what it ended as.</summary>
[GenerateSerializer, Immutable, Alias("possaga.order.refund")]
public sealed record OrderRefund(RefundOrder Asked, RefundStatus Status, string? Failure = null);

/// <param name="Lines">Of the order, that were taken back.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.cancellation")]
public sealed record OrderCancellation(IReadOnlyList<OrderedPieces> Lines, OrderRefund Refund);

/// <param name="At">Null of one that an earlier version wrote down.</param>
/// <param name="Tracking">Null where there is none, or the customer was erased.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.shipment")]
public sealed record OrderShipment(
    IReadOnlyList<OrderedPieces> Lines, DateTimeOffset? At, string? Carrier = null, string? Tracking = null);

/// <param name="Refund">Of the last cancellation; null while nothing was cancelled.</param>
/// <param name="Progress">By SKU, in the order of the cart.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.view")]
public sealed record OrderView(
    string Id, Fulfilment Fulfilment, PricedCart Cart,
    string CartId, string PaymentId, long Version, OrderRefund? Refund = null,
    IReadOnlyList<OrderShipment>? Shipments = null, IReadOnlyList<OrderCancellation>? Cancellations = null,
    IReadOnlyList<LineProgress>? Progress = null);
