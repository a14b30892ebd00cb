using PosSaga.Refunds;

namespace PosSaga.Claims;

/// <summary>One claim, from the complaint to its closing. Key <c>{tenant}/{claim id}</c>. A command the state does not
/// allow is refused and changes nothing.</summary>
[Alias("possaga.claim")]
public interface IClaimGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such claim.</summary>
    [AlwaysInterleave, Alias("Get")] Task<ClaimView?> Get();

    /// <summary>The claim as its log told it at that moment; null when it did not exist yet.</summary>
    [AlwaysInterleave, Alias("GetAsOf")] Task<ClaimView?> GetAsOf(DateTimeOffset moment);

    /// <summary>With an order: its lines are held for this claim, so that no two claims are about the same piece. An
    /// order that does not exist is refused; one that cannot be read just then leaves the claim waiting for
    /// enrichment.</summary>
    [Alias("Create")] Task<CommandResult<ClaimView>> Create(CreateClaim command);

    [Alias("Assign")] Task<CommandResult<ClaimView>> Assign(AssignClaim command);

    [Alias("Start")] Task<CommandResult<ClaimView>> Start(StartClaim command);

    [Alias("Resolve")] Task<CommandResult<ClaimView>> Resolve(ResolveClaim command);

    /// <summary>Without a refund, the order's lines are free for other claims again.</summary>
    [Alias("Close")] Task<CommandResult<ClaimView>> Close(CloseClaim command);

    [Alias("Reopen")] Task<CommandResult<ClaimView>> Reopen(ReopenClaim command);

    /// <summary>It was a mistake: the order's lines are free for other claims again. Not while a refund is on its way,
    /// nor once one was paid.</summary>
    [Alias("Withdraw")] Task<CommandResult<ClaimView>> Withdraw(WithdrawClaim command);

    /// <summary>Starts the refund, once per claim: asked again, the answer is a replay with the refund that exists;
    /// after that has failed it is attempted anew.</summary>
    [Alias("Refund")] Task<CommandResult<ClaimView>> Refund(RefundClaim command);

    /// <summary>What <see cref="Refund"/> would pay now, by the same function; once that has set an amount aside, what
    /// it pays.</summary>
    [AlwaysInterleave, Alias("PreviewRefund")] Task<CommandResult<RefundAmounts>> PreviewRefund();

    /// <summary>The watchdog's nudge: goes on with what the claim still has to do by itself
    /// (<see cref="ClaimPendingAction"/>), such as reading an order that could not be read. Harmless at any time.</summary>
    [Alias("Resume")] Task<ClaimView?> Resume();
}

public enum ClaimType { ProductDefect, DeliveryIssue, BillingError, ServiceComplaint }

public enum Urgency { Low, Medium, High }

public enum ClaimStatus { None, Created, Assigned, InProgress, Resolved, Closed, Withdrawn }

public enum Enrichment { None, Pending, Complete }

/// <param name="Quantity">Pieces, at least 1.</param>
[GenerateSerializer, Immutable, Alias("possaga.claim.line")]
public sealed record ClaimLine(string Sku, int Quantity, Condition Condition);

/// <param name="Lines">As asked for; once the order was read, what it holds for this claim.</param>
/// <param name="Goods">The same lines with their names and what was paid for them; empty until the order was
/// read.</param>
/// <param name="RefundId">Null while none was asked for.</param>
/// <param name="RefundKey">Idempotency key of the request that asked for the refund.</param>
/// <param name="StoreId">The order's, like <paramref name="PaymentId"/>; null until it was read.</param>
[GenerateSerializer, Immutable, Alias("possaga.claim.view")]
public sealed record ClaimView(
    string Id, string CustomerId, ClaimType Type, string? Description, Urgency Urgency, ClaimStatus Status,
    string? AssignedAgent, string? Resolution, string? OrderId, Enrichment Enrichment, IReadOnlyList<ClaimLine> Lines,
    string? RefundId, RefundStatus? RefundStatus, DateTimeOffset CreatedAt, DateTimeOffset? AssignedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? ClosedAt, DateTimeOffset? ReopenedAt,
    DateTimeOffset? RefundRequestedAt, DateTimeOffset UpdatedAt, long Version, IReadOnlyList<ClaimedGoods> Goods,
    string? StoreId = null, string? PaymentId = null, string? RefundKey = null, DateTimeOffset? WithdrawnAt = null);
