using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.Api;

internal sealed record ClaimLineBody(string Sku, int Quantity, Condition Condition);

internal sealed record CreateClaimBody(
    string CustomerId, ClaimType Type, string Description, ContactBody? Contact = null,
    Urgency Urgency = Urgency.Medium, string? OrderId = null, IReadOnlyList<ClaimLineBody>? Lines = null) : IBody, INamesThings
{
    NamedThings INamesThings.Named => new(OrderId: OrderId, CustomerId: CustomerId);

    public const int MaxLines = 100;

    public static CreateClaimBody Example { get; } = new(
        "ana", ClaimType.ProductDefect, "The bag of coffee was open.", new("Ana Roy", "ana@example.com", null),
        Urgency.High, OrderBody.Example.Id, [new(Examples.Sku, 1, Condition.Damaged)]);

    public void Check(ValidationErrors faults)
    {
        faults.Id("customerId", CustomerId);
        faults.Id("orderId", OrderId);
        faults.Prose("description", Description);
        Contact?.Check(faults);
        if (Lines?.Count > MaxLines)
            faults.Add("lines", $"must be at most {MaxLines}");
        for (var i = 0; i < Math.Min(Lines?.Count ?? 0, MaxLines); i++)
        {
            // The parser refuses null where it is not allowed, except inside a list.
            if (Lines![i] is not { } line)
            {
                faults.Add($"lines[{i}]", "must not be null");
                continue;
            }

            faults.Id($"lines[{i}].sku", line.Sku);
            faults.Range($"lines[{i}].quantity", line.Quantity, 1, CartItemBody.MaxQuantity);
        }
    }

    public CreateClaim ToCommand(Origin origin, DateTimeOffset at, string fingerprint, bool hasKey) => new(
        origin, at, CustomerId, Contact is null ? null : new Contact(Contact.Name, Contact.Email, Contact.Phone), Type,
        Description, Urgency, OrderId, Lines?.Select(line => new ClaimLine(line.Sku, line.Quantity, line.Condition)).ToArray(),
        fingerprint, hasKey);
}

internal sealed record AssignClaimBody(string AgentId) : IBody
{
    public void Check(ValidationErrors faults) => faults.Id("agentId", AgentId);
}

internal sealed record ResolveClaimBody(string Resolution) : IBody
{
    public void Check(ValidationErrors faults) => faults.Prose("resolution", Resolution);
}

/// <summary>What goes back beside the goods; nothing when it is left out.</summary>
internal sealed record RefundClaimBody(bool? Shipping = null, GoodwillBody? Goodwill = null) : IBody
{
    public RefundExtras? Extras => Shipping is true || Goodwill is not null
        ? new RefundExtras(Shipping is true, Goodwill?.Amount.ToMoney(), Goodwill?.Reason)
        : null;

    public void Check(ValidationErrors faults)
    {
        if (Goodwill is not { } goodwill)
            return;
        faults.Money("goodwill.amount", goodwill.Amount);
        if (goodwill.Amount is { Amount: 0 })
            faults.Add("goodwill.amount.amount", "must be at least 1");
        faults.Prose("goodwill.reason", goodwill.Reason);
    }
}

internal sealed record GoodwillBody(MoneyBody Amount, string Reason);

/// <summary>A line of a claim. Name, and what was paid for it before tax, as the order tells: null until it was
/// read.</summary>
internal sealed record ClaimedLineBody(string Sku, int Quantity, Condition Condition, string? Name, MoneyBody? Paid);

internal sealed record RefundOfClaimBody(string Id, RefundStatus Status);

/// <summary>Null of description or resolution: the customer was erased.</summary>
internal sealed record ClaimBody(
    string Id, string CustomerId, ClaimType Type, string? Description, Urgency Urgency, ClaimStatus Status,
    string? AssignedAgent, string? Resolution, string? OrderId, Enrichment Enrichment, string? StoreId,
    string? PaymentId, IReadOnlyList<ClaimedLineBody> Lines, RefundOfClaimBody? Refund, DateTimeOffset CreatedAt,
    DateTimeOffset? AssignedAt,
    DateTimeOffset? StartedAt, DateTimeOffset? ResolvedAt, DateTimeOffset? ClosedAt, DateTimeOffset? ReopenedAt,
    DateTimeOffset? RefundRequestedAt, DateTimeOffset UpdatedAt, long Version, DateTimeOffset? WithdrawnAt = null)
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public static ClaimBody Example { get; } = new(
        Examples.Claim, "ana", ClaimType.ProductDefect, "The bag of coffee was open.", Urgency.High,
        ClaimStatus.Created, null, null, OrderBody.Example.Id, Enrichment.Complete, "1", OrderBody.Example.Id,
        [new(Examples.Sku, 1, Condition.Damaged, "Café", new(1299, "CAD"))], null,
        Noon, null, null, null, null, null, null, Noon, 3);

    public static ClaimBody Of(ClaimView c) => new(
        c.Id, c.CustomerId, c.Type, c.Description, c.Urgency, c.Status, c.AssignedAgent, c.Resolution, c.OrderId,
        c.Enrichment, c.StoreId, c.PaymentId, LinesOf(c),
        c.RefundId is null ? null : new RefundOfClaimBody(c.RefundId, c.RefundStatus!.Value),
        c.CreatedAt, c.AssignedAt, c.StartedAt, c.ResolvedAt, c.ClosedAt, c.ReopenedAt, c.RefundRequestedAt,
        c.UpdatedAt, c.Version, c.WithdrawnAt);

    private static ClaimedLineBody[] LinesOf(ClaimView claim) => claim.Goods.Count > 0
        ? [.. claim.Goods.Select(
            g => new ClaimedLineBody(g.Sku, g.Quantity, g.Condition, g.Name, MoneyBody.Of(g.Paid)))]
        : [.. claim.Lines.Select(line => new ClaimedLineBody(line.Sku, line.Quantity, line.Condition, null, null))];
}

internal sealed record RefundStartedBody(string RefundId);

/// <summary>amount = goods − fee + tax, never more than is left of the payment.</summary>
internal sealed record RefundAmountsBody(MoneyBody Goods, MoneyBody Fee, MoneyBody Tax, MoneyBody Amount)
{
    public static RefundAmountsBody Example { get; } =
        new(new(1299, "CAD"), new(0, "CAD"), new(195, "CAD"), new(1494, "CAD"));

    public static RefundAmountsBody Of(RefundAmounts a) =>
        new(MoneyBody.Of(a.Goods), MoneyBody.Of(a.Fee), MoneyBody.Of(a.Tax), MoneyBody.Of(a.Amount));
}
