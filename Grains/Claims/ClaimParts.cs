using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.Claims;

/// <summary>What the customer complains about.</summary>
public sealed record ClaimContent(
    string CustomerId, Personal<Contact>? Contact, ClaimType Type, Personal<string> Description, Urgency Urgency,
    string? OrderId, IReadOnlyList<ClaimLine> Lines, string Fingerprint)
{
    /// <summary>Of a line that does not say: goods that came broken come back broken, the rest stays with the
    /// customer.</summary>
    public Condition UsualCondition => Type == ClaimType.ProductDefect ? Condition.Damaged : Condition.NotReturned;

    public static ClaimContent Of(CreateClaim command)
    {
        var subject = SubjectOf(command.Origin.Tenant, command.CustomerId);
        return new ClaimContent(
            command.CustomerId, command.Contact is { } contact ? new Personal<Contact>(subject, contact) : null,
            command.Type,
            new Personal<string>(subject, command.Description), command.Urgency, command.OrderId, command.Lines ?? [],
            command.Fingerprint);
    }

    public static ClaimContent Of(ClaimEvent.Opening e) => new(
        e.CustomerId, e.Contact, e.Type, e.Description, e.Urgency, e.OrderId, e.Lines, e.Fingerprint);

    public static ClaimContent Of(ClaimEvent.Created e) => new(
        e.CustomerId, e.Contact, e.Type, e.Description, e.Urgency, e.OrderId, e.Lines, e.Fingerprint);

    public ClaimEvent Opening(DateTimeOffset at) => new ClaimEvent.Opening(
        CustomerId, Contact, Type, Description, Urgency, OrderId!, Lines, Fingerprint) { At = at };

    public ClaimEvent Created(DateTimeOffset at) => new ClaimEvent.Created(
        CustomerId, Contact, Type, Description, Urgency, OrderId, Lines, Fingerprint) { At = at };

    /// <summary>Whose words these are, and what is said about them.</summary>
    public static string SubjectOf(string tenant, string customerId) => $"{tenant}/customer/{customerId}";
}

/// <summary>What the order says, for a refund.</summary>
/// <param name="Goods">What the order held for the claim when it said so.</param>
public sealed record ClaimSale(
    string StoreId, string PaymentId, decimal TaxRate, IReadOnlyList<ClaimedGoods> Goods, Money? Shipping = null)
{
    public static ClaimSale Of(ClaimEvent.Enriched e) => new(e.StoreId, e.PaymentId, e.TaxRate, e.Goods, e.Shipping);
}

/// <summary>When each step was taken, the last time it was.</summary>
public sealed record ClaimTimes
{
    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? AssignedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? ResolvedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? ReopenedAt { get; init; }

    public DateTimeOffset? WithdrawnAt { get; init; }

    public DateTimeOffset? RefundRequestedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public ClaimTimes After(ClaimEvent @event) => ClaimLifecycle.IsOnlyAnAnswer(@event)
        ? this
        : Step(@event) with { UpdatedAt = @event.At };

    private ClaimTimes Step(ClaimEvent @event) => @event switch
    {
        ClaimEvent.Created => this with { CreatedAt = @event.At },
        ClaimEvent.Assigned => this with { AssignedAt = @event.At },
        ClaimEvent.Started => this with { StartedAt = @event.At },
        ClaimEvent.Resolved => this with { ResolvedAt = @event.At },
        ClaimEvent.Closed => this with { ClosedAt = @event.At },
        ClaimEvent.Reopened => this with { ReopenedAt = @event.At },
        ClaimEvent.Withdrawn => this with { WithdrawnAt = @event.At },
        ClaimEvent.RefundRequested => this with { RefundRequestedAt = @event.At },
        _ => this,
    };
}
