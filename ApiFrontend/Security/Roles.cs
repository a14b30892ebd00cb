namespace PosSaga.Api;

/// <summary>What a credential may be used for. Which role may call which route is in
/// <see cref="AccessTable"/>.</summary>
internal static class Roles
{
    public const string Cashier = "cashier";
    public const string Manager = "manager";
    public const string ClaimsAgent = "claimsAgent";
    public const string Warehouse = "warehouse";
    public const string Ops = "ops";
    public const string Auditor = "auditor";
    public const string Admin = "admin";
    public const string Integration = "integration";
    public const string Customer = "customer";
    public const string Shop = "shop";
    public const string Platform = "platform";

    public static readonly IReadOnlyList<string> All =
        [Cashier, Manager, ClaimsAgent, Warehouse, Ops, Auditor, Admin, Integration, Customer, Shop, Platform];

    /// <summary>They act on the whole tenant: a credential that has one cannot be bound to stores.</summary>
    public static readonly IReadOnlyList<string> OfWholeTenants = [Ops, Auditor, Admin, Integration, Platform];

    /// <summary>What they cover is not what staff covers, so each stands alone in its credential.</summary>
    public static readonly IReadOnlyList<string> Alone = [Customer, Shop, Platform];

    /// <summary>They approve what others have decided, up to a limit.</summary>
    public static readonly IReadOnlyList<string> Approving = [ClaimsAgent, Manager, Admin];

    // Keys and tokens of before there were scopes.
    private const string Store = "store";

    /// <summary>Roles as a credential names them, with the one that was split put in its parts' words.</summary>
    public static string[] Read(IEnumerable<string> named) =>
        [.. named.SelectMany(role => role == Store ? [Cashier, Manager, Warehouse] : new[] { role }).Distinct()];
}
