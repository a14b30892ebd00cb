using static PosSaga.Api.Roles;

namespace PosSaga.Api;

/// <summary>What of a route has to be within the caller's scope.</summary>
internal enum ScopeOf
{
    /// <summary>Open to everybody, without a credential.</summary>
    Public,

    /// <summary>Nothing that is one store's or one customer's: the catalogue, the credentials of a tenant.</summary>
    Tenant,

    /// <summary>All of the tenant: only for a credential that is bound to nothing.</summary>
    WholeTenant,

    /// <summary>A list, which shows what the scope covers.</summary>
    List,

    /// <summary>The store in the path.</summary>
    Store,

    /// <summary>What the body names: store, cart, order, customer.</summary>
    Body,

    Cart, Order, Payment, Claim, Refund, Sale,

    /// <summary>The register in the path, and its store.</summary>
    Register,

    /// <summary>The order or claim that a correlation is.</summary>
    Correlation,

    /// <summary>The whole installation, with all its tenants.</summary>
    Platform,
}

/// <summary>One row: who may call a route, and what of it the scope has to cover.</summary>
internal sealed record AccessRule(string Method, string Path, ScopeOf Scope, IReadOnlyList<string> Roles)
{
    public string Route => $"{Method} {Path}";
}

/// <summary>Who may call what: the only place that says so. A route without a row ends the start. docs/who-may.md is
/// printed from it.</summary>
internal static class AccessTable
{
    private const string Api = "/api/v1";

    private static readonly string[] Sellers = [Cashier, Manager, Admin, Customer, Shop];
    private static readonly string[] Readers =
        [Cashier, Manager, Warehouse, ClaimsAgent, Ops, Auditor, Admin, Customer];
    private static readonly string[] Tills = [Cashier, Manager, Admin];
    private static readonly string[] Counter = [Cashier, Manager, ClaimsAgent, Admin, Customer];
    private static readonly string[] ClaimReaders = [Cashier, Manager, ClaimsAgent, Ops, Auditor, Admin, Customer];
    private static readonly string[] LogReaders = [Manager, ClaimsAgent, Ops, Auditor, Admin];
    private static readonly string[] StockReaders = [Cashier, Manager, Warehouse, ClaimsAgent, Ops, Auditor, Admin];
    private static readonly string[] StockKeepers = [Manager, Warehouse, Admin];
    private static readonly string[] Agents = [ClaimsAgent, Admin];
    private static readonly string[] Operators = [Ops, Admin];
    private static readonly string[] Overseers = [Ops, Auditor, Admin, Roles.Platform];
    private static readonly string[] PlatformOnly = [Roles.Platform];
    private static readonly string[] AnybodyOfTenant = [.. All.Where(role => role != Roles.Platform)];

    public static readonly IReadOnlyList<AccessRule> Rules =
    [
        Row("POST /carts", ScopeOf.Body, Sellers),
        Row("GET /carts/{id}", ScopeOf.Cart, Sellers),
        Row("DELETE /carts/{id}", ScopeOf.Cart, Sellers),
        Row("PUT /carts/{id}/items/{sku}", ScopeOf.Cart, Sellers),
        Row("DELETE /carts/{id}/items/{sku}", ScopeOf.Cart, Sellers),

        Row("POST /orders", ScopeOf.Body, Sellers),
        Row("GET /orders", ScopeOf.List, Readers),
        Row("GET /orders/{id}", ScopeOf.Order, [.. Readers, Shop]),
        Row("GET /orders/{id}/timeline", ScopeOf.Order, LogReaders),
        Row("POST /orders/{id}/ship", ScopeOf.Order, StockKeepers),
        Row("POST /orders/{id}/deliver", ScopeOf.Order, StockKeepers),
        Row("POST /orders/{id}/cancel", ScopeOf.Order, [.. StockKeepers, Customer]),
        Row("POST /orders/{id}/retry", ScopeOf.Order, Operators),
        Row("POST /orders/{id}/compensate", ScopeOf.Order, Operators),
        Row("POST /orders/{id}/resolve", ScopeOf.Order, Operators),

        Row("GET /sagas", ScopeOf.WholeTenant, Operators),
        Row("GET /sagas/groups", ScopeOf.WholeTenant, Operators),
        Row("POST /sagas/actions", ScopeOf.WholeTenant, Operators),
        Row("GET /sagas/actions/{id}", ScopeOf.WholeTenant, Operators),

        Row("GET /stores", ScopeOf.List, AnybodyOfTenant),
        Row("GET /stores/{id}/stock", ScopeOf.Store, StockReaders),
        Row("GET /stores/{id}/stock/{sku}", ScopeOf.Store, StockReaders),
        Row("POST /stores/{id}/stock/{sku}/receive", ScopeOf.Store, StockKeepers),
        Row("POST /stores/{id}/stock/{sku}/adjust", ScopeOf.Store, StockKeepers),

        Row("GET /stores/{id}/registers", ScopeOf.Store, StockReaders),
        Row("PUT /stores/{id}/registers/{registerId}", ScopeOf.Store, [Admin]),

        Row("POST /registers/{id}/shifts", ScopeOf.Register, Tills),
        Row("GET /registers/{id}/shift", ScopeOf.Register, Tills),
        Row("POST /registers/{id}/shift/movements", ScopeOf.Register, Tills),
        Row("POST /registers/{id}/shift/close", ScopeOf.Register, Tills),
        Row("GET /z-reports", ScopeOf.List, [Manager, Ops, Auditor, Admin]),

        Row("POST /sales", ScopeOf.Body, Tills),
        Row("GET /sales", ScopeOf.List, ClaimReaders),
        Row("GET /sales/{id}", ScopeOf.Sale, ClaimReaders),
        Row("GET /sales/{id}/receipt", ScopeOf.Sale, ClaimReaders),
        Row("POST /sales/{id}/void", ScopeOf.Sale, [Manager, Admin]),
        Row("POST /sales/{id}/retry", ScopeOf.Sale, Operators),
        Row("POST /sales/{id}/compensate", ScopeOf.Sale, Operators),
        Row("POST /sales/{id}/resolve", ScopeOf.Sale, Operators),

        Row("GET /products", ScopeOf.Tenant, AnybodyOfTenant),
        Row("GET /products/{sku}", ScopeOf.Tenant, AnybodyOfTenant),
        Row("POST /products", ScopeOf.Tenant, [Admin]),
        Row("PUT /products/{sku}", ScopeOf.Tenant, [Admin]),
        Row("PATCH /products/{sku}", ScopeOf.Tenant, [Admin]),

        Row("GET /payments/{id}", ScopeOf.Payment, [Cashier, Manager, ClaimsAgent, Ops, Auditor, Admin]),

        Row("POST /claims", ScopeOf.Body, Counter),
        Row("GET /claims", ScopeOf.List, ClaimReaders),
        Row("GET /claims/stats", ScopeOf.WholeTenant, LogReaders),
        Row("GET /claims/{id}", ScopeOf.Claim, ClaimReaders),
        Row("GET /claims/{id}/events", ScopeOf.Claim, LogReaders),
        Row("GET /claims/{id}/refund/preview", ScopeOf.Claim, LogReaders),
        Row("POST /claims/{id}/withdraw", ScopeOf.Claim, Counter),
        Row("POST /claims/{id}/assign", ScopeOf.Claim, Agents),
        Row("POST /claims/{id}/start", ScopeOf.Claim, Agents),
        Row("POST /claims/{id}/resolve", ScopeOf.Claim, Agents),
        Row("POST /claims/{id}/close", ScopeOf.Claim, Agents),
        Row("POST /claims/{id}/reopen", ScopeOf.Claim, Agents),
        Row("POST /claims/{id}/refund", ScopeOf.Claim, Agents),

        Row("GET /refunds", ScopeOf.List, ClaimReaders),
        Row("GET /refunds/{id}", ScopeOf.Refund, ClaimReaders),
        Row("GET /refunds/groups", ScopeOf.WholeTenant, Operators),
        Row("POST /refunds/actions", ScopeOf.WholeTenant, Operators),
        Row("GET /refunds/actions/{id}", ScopeOf.WholeTenant, Operators),
        Row("POST /refunds/{id}/retry", ScopeOf.Refund, Operators),
        Row("POST /refunds/{id}/resolve", ScopeOf.Refund, Operators),

        Row("GET /timeline/{correlation}", ScopeOf.Correlation, LogReaders),
        Row("GET /notifications", ScopeOf.WholeTenant, [ClaimsAgent, Ops, Auditor, Admin]),
        Row("GET /audit", ScopeOf.WholeTenant, [Auditor, Admin]),
        Row("GET /audit/heads", ScopeOf.WholeTenant, [Auditor, Admin, Roles.Platform]),
        Row("GET /audit/heads/key", ScopeOf.WholeTenant, [Auditor, Admin, Roles.Platform]),
        Row("POST /audit/verify", ScopeOf.Platform, PlatformOnly),

        Row("GET /projections", ScopeOf.WholeTenant, Overseers),
        Row("POST /projections/{name}/rebuild", ScopeOf.Platform, PlatformOnly),
        Row("GET /dead-letters", ScopeOf.WholeTenant, Operators),
        Row("POST /dead-letters/{id}/redrive", ScopeOf.WholeTenant, Operators),
        Row("DELETE /dead-letters/{id}", ScopeOf.WholeTenant, Operators),
        Row("GET /mail", ScopeOf.WholeTenant, Operators),
        Row("GET /mail/messages", ScopeOf.WholeTenant, Operators),
        Row("PUT /simulation/payments", ScopeOf.Platform, PlatformOnly),
        Row("PUT /simulation/faults", ScopeOf.Platform, PlatformOnly),

        Row("POST /api-keys", ScopeOf.Tenant, [Admin]),
        Row("GET /api-keys", ScopeOf.Tenant, [Admin]),
        Row("GET /api-keys/{id}", ScopeOf.Tenant, [Admin]),
        Row("DELETE /api-keys/{id}", ScopeOf.Tenant, [Admin]),
        Row("PUT /tenants/{id}", ScopeOf.Platform, PlatformOnly),

        Page("/dashboard", ScopeOf.Platform, PlatformOnly),
        Page("/health/live"), Page("/health/ready"), Page("/metrics"), Page("/openapi/v1.json"), Page("/swagger"),
        Page("/signin"), Page(ProblemKind.Path),
    ];

    private static readonly Dictionary<string, AccessRule> ByRoute =
        Rules.ToDictionary(rule => rule.Route, StringComparer.Ordinal);

    /// <param name="pattern">As the route has it, its parameters' constraints included.</param>
    /// <returns>Null where the table says nothing.</returns>
    public static AccessRule? Of(string method, string pattern) =>
        ByRoute.GetValueOrDefault($"{method} {Plain(pattern)}");

    /// <summary>The row of a page that is no part of the API, or of one below it.</summary>
    public static AccessRule? OfPage(string pattern) => Rules.FirstOrDefault(rule =>
        !rule.Path.StartsWith(Api + "/", StringComparison.Ordinal)
        && (pattern == rule.Path || pattern.StartsWith(rule.Path + "/", StringComparison.Ordinal)));

    private static AccessRule Row(string route, ScopeOf scope, IReadOnlyList<string> roles) =>
        route.Split(' ') is [var method, var path]
            ? new(method, Api + path, scope, roles)
            : throw new ArgumentException("A route is a method and a path.", nameof(route));

    private static AccessRule Page(string path, ScopeOf scope = ScopeOf.Public, IReadOnlyList<string>? roles = null) =>
        new("GET", path, scope, roles ?? []);

    // {id:id} is {id}.
    private static string Plain(string pattern) => string.Join(
        '/', pattern.TrimEnd('/').Split('/').Select(part =>
            part.StartsWith('{')
                && part.IndexOf(':', StringComparison.Ordinal) is > 0 and var at ? part[..at] + "}"
                : part));
}
