namespace PosSaga;

/// <summary>Grain keys are <c>{tenant}/{id}</c>; a stock's id is <c>{store}/{sku}</c>. Ids hold none of the
/// slashes.</summary>
public static class GrainKeys
{
    public const int MaxIdLength = 64;

    public static string Of(string tenant, string id) => string.Concat(tenant, "/", id);

    public static string OfStock(string tenant, string storeId, string sku) =>
        string.Concat(tenant, "/", storeId, "/", sku);

    /// <summary>Of the tenant itself, which every tenant has one of.</summary>
    public static string OfTenant(string tenant) => Of(tenant, "tenant");

    public static string TenantOf(string key) => key[..key.IndexOf('/')];

    public static string IdOf(string key) => key[(key.IndexOf('/') + 1)..];

    /// <summary>At most 64 of A-Z a-z 0-9 - _ . and not empty; <c>.</c> and <c>..</c> are none, for no client can send
    /// them in a path.</summary>
    public static bool IsId(string? id) =>
        id is { Length: > 0 and <= MaxIdLength } and not ("." or "..") && id.AsSpan().IndexOfAnyExcept(Allowed) < 0;

    private static readonly System.Buffers.SearchValues<char> Allowed =
        System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.");
}
