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

    [Alias("Ship")] Task<CommandResult<OrderView>> Ship(ShipOrder command);

    [Alias("Deliver")] Task<CommandResult<OrderView>> Deliver(DeliverOrder command);

    /// <summary>Before it is shipped, and while no claim is at work about any of it: takes the rest of it back and
    /// starts its refund. Asked again after that has failed, the refund is attempted once more.</summary>
    [Alias("Cancel")] Task<CommandResult<OrderView>> Cancel(CancelOrder command);

    /// <summary>How the refund of its cancellation stands now. Of an attempt that is not its last, and of what it knows
    /// already: succeeds and changes nothing.</summary>
    [Alias("RefundMoved")] Task<CommandResult<OrderView>> RefundMoved(OrderRefundMoved command);

    /// <summary>Holds pieces of its lines for a claim, once: no two claims are about the same piece.</summary>
    [Alias("HoldPieces")] Task<CommandResult<ClaimHoldContent>> HoldForClaim(HoldForClaim command);

    /// <summary>What <see cref="HoldForClaim"/> would answer; holds nothing.</summary>
    [Alias("WouldHoldPieces")] Task<CommandResult<ClaimHoldContent>> PreviewHold(HoldForClaim command);

    /// <summary>The claim is no longer about them. Of pieces never held: succeeds, and refuses the late
    /// original.</summary>
    [Alias("LetGoOfPieces")] Task<CommandResult<OrderView>> ReleaseHold(ReleaseHold command);
}

public enum Fulfilment { None, Confirmed, Shipped, Delivered, Cancelled }

[GenerateSerializer, Immutable, Alias("possaga.order.confirm")]
public sealed record ConfirmOrder(
    Origin Origin, string CartId, PricedCart Cart,
    string PaymentId, string ReservationId, int RiskScore);

[GenerateSerializer, Immutable, Alias("possaga.order.withdraw")]
public sealed record WithdrawOrder(Origin Origin, string Reason);

[GenerateSerializer, Immutable, Alias("possaga.order.ship")]
public sealed record ShipOrder(Origin Origin, VersionCondition? IfMatch = null);

[GenerateSerializer, Immutable, Alias("possaga.order.deliver")]
public sealed record DeliverOrder(Origin Origin, VersionCondition? IfMatch = null);

/// <param name="Reason">Free text of whoever cancels, at most 500 characters.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.cancel")]
public sealed record CancelOrder(Origin Origin, string Reason, VersionCondition? IfMatch = null);

/// <param name="Attempt">As in <see cref="RefundOrder.Attempt"/>.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.refund-moved")]
public sealed record OrderRefundMoved(
    Origin Origin, string RefundId, RefundStatus Status, string? Failure, int? Attempt = null);

/// <summary>What the cancellation gives back, and how that stands: requested, or what it ended as.</summary>
[GenerateSerializer, Immutable, Alias("possaga.order.refund")]
public sealed record OrderRefund(RefundOrder Asked, RefundStatus Status, string? Failure = null);

/// <param name="Refund">Null while it was not cancelled.</param>
[GenerateSerializer, Immutable, Alias("possaga.order.view")]
public sealed record OrderView(
    string Id, Fulfilment Fulfilment, PricedCart Cart,
    string CartId, string PaymentId, long Version, OrderRefund? Refund = null);
