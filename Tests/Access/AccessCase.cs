using System.Text.Json.Nodes;
using PosSaga.Api;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Access;

/// <summary>What the table promises somebody.</summary>
internal enum Promise { Allowed, Unauthenticated, Forbidden, NotThere }

/// <summary>One row of the table, asked about one thing, by one caller: the request, and what it has to be answered.</summary>
internal sealed record AccessCase(AccessRule Rule, ApiRoute Route, SoldThing About, AccessCaller Caller, AccessHost Host)
{
    public Promise Expected =>
        !Rule.Roles.Any(Caller.Claims.Roles.Contains) ? Promise.Forbidden
        : Rule.Scope == ScopeOf.Platform ? Promise.Allowed
        : Caller.Tenant != "demo" ? OfStranger
        : IsCovered ? Promise.Allowed : Promise.NotThere;

    public string Path => Rule.Path switch
    {
        "/api/v1/sagas/actions/{id}" => Rule.Path.Replace("{id}", Host.SagaAction, StringComparison.Ordinal),
        "/api/v1/refunds/actions/{id}" => Rule.Path.Replace("{id}", Host.RefundAction, StringComparison.Ordinal),
        "/api/v1/claims/stats" => Rule.Path + "?by=type",
        _ => Rule.Path.Replace("{id}", Id, StringComparison.Ordinal)
            .Replace("{sku}", Calls.DemoSku, StringComparison.Ordinal)
            .Replace("{correlation}", About.OrderId, StringComparison.Ordinal)
            .Replace("{registerId}", AccessHost.Register, StringComparison.Ordinal)
            .Replace("{name}", "orders", StringComparison.Ordinal),
    };

    /// <summary>A body that would be taken: what is refused is refused because of who asks.</summary>
    public string? Body
    {
        get
        {
            if (Route.BodyExample?.DeepClone() is not JsonObject body)
                return null;
            foreach (var (name, value) in Named)
            {
                if (body.ContainsKey(name))
                    body[name] = value;
            }
            if (Rule.Path.EndsWith("/carts", StringComparison.Ordinal) || Rule.Path.EndsWith("/orders", StringComparison.Ordinal))
                if (About.CustomerId is null)
                    body.Remove("customerId");
            // Simulated faults would be in the way of the others' requests.
            return Rule.Path.EndsWith("/simulation/payments", StringComparison.Ordinal)
                ? """{"failureRate":0,"latencyMs":0,"timeoutRate":0,"outage":false}"""
                : Rule.Path.EndsWith("/simulation/faults", StringComparison.Ordinal) ? """{"refuseConfirmations":false}"""
                : body.ToJsonString();
        }
    }

    /// <summary>A dead letter, a product or a saga of the list that is not there is not there for those either who may
    /// see it.</summary>
    public bool MayBeMissing =>
        Rule.Path.Contains("/dead-letters/", StringComparison.Ordinal)
        // No shift is open at that register.
        || Rule.Path.Contains("/shift", StringComparison.Ordinal)
        || Rule.Path.Contains("/api-keys/", StringComparison.Ordinal);

    // What is of another tenant is not there; what names nothing of a tenant's is the stranger's own.
    private Promise OfStranger => Rule.Scope switch
    {
        ScopeOf.List or ScopeOf.Tenant or ScopeOf.WholeTenant when !Rule.Path.Contains('{') =>
            IsCovered ? Promise.Allowed : Promise.NotThere,
        _ => Promise.NotThere,
    };

    private bool IsCovered => Rule.Scope switch
    {
        ScopeOf.List or ScopeOf.Tenant => true,
        ScopeOf.WholeTenant => Caller.IsWhole,
        ScopeOf.Store or ScopeOf.Register => Caller.Covers(About.StoreId, Caller.Claims.Customer),
        ScopeOf.Claim or ScopeOf.Refund => Caller.Covers(About.StoreId, About.ClaimedBy),
        ScopeOf.Body when Rule.Path.EndsWith("/claims", StringComparison.Ordinal) =>
            Caller.Covers(About.StoreId, About.CustomerId),
        _ => Caller.Covers(About.StoreId, About.CustomerId),
    };

    private string Id => Rule.Scope switch
    {
        ScopeOf.Cart => About.CartId,
        ScopeOf.Claim or ScopeOf.Refund => About.ClaimId,
        ScopeOf.Store => About.StoreId,
        ScopeOf.Sale => About.SaleId,
        ScopeOf.Register => $"{About.StoreId}-{AccessHost.Register}",
        ScopeOf.WholeTenant => "17",
        _ => About.OrderId,
    };

    private (string Name, string? Value)[] Named =>
    [
        ("storeId", About.StoreId), ("cartId", About.CartId), ("orderId", About.OrderId),
        ("customerId", Rule.Path.EndsWith("/claims", StringComparison.Ordinal) ? About.ClaimedBy : About.CustomerId),
    ];

    public override string ToString() => $"{Rule.Route} about {About.StoreId}/{About.CustomerId} by {Caller.Key}";
}
