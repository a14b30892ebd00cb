namespace PosSaga.Api;

/// <summary>Ids of the examples: they come into being when the examples are run against the demo data, because the id
/// of what a POST makes follows from its Idempotency-Key.</summary>
internal static class Examples
{
    public const string CartKey = "example-cart";
    public const string OtherCartKey = "example-other-cart";
    public const string OrderKey = "example-order";
    public const string OtherOrderKey = "example-other-order";
    public const string ClaimKey = "example-claim";
    public const string SagaActionKey = "example-action";
    public const string OtherClaimKey = "example-other-claim";
    public const string ApiKeyKey = "example-api-key";
    public const string RefundActionKey = "example-refund-action";
    public const string SaleKey = "example-sale";
    public const string Register = "1-r1";
    public const string Sku = "CAFE";
    public const string NewSku = "THE-NOIR";

    public static readonly string Cart = IdOf("/api/v1/carts", CartKey);
    public static readonly string OtherCart = IdOf("/api/v1/carts", OtherCartKey);
    public static readonly string Order = IdOf("/api/v1/orders", OrderKey);
    public static readonly string OtherOrder = IdOf("/api/v1/orders", OtherOrderKey);
    public static readonly string Claim = IdOf("/api/v1/claims", ClaimKey);
    public static readonly string SagaAction = IdOf("/api/v1/sagas/actions", SagaActionKey);
    public static readonly string OtherClaim = IdOf("/api/v1/claims", OtherClaimKey);
    public static readonly string RefundAction = IdOf("/api/v1/refunds/actions", RefundActionKey);

    public static readonly string ApiKey = IdOf("/api/v1/api-keys", ApiKeyKey);

    /// <summary>Of a route's parameter, by the literal that it follows.</summary>
    public static string? Of(string? segmentBefore) => segmentBefore switch
    {
        "carts" => Cart,
        "orders" or "payments" or "timeline" => Order,
        "claims" or "refunds" => Claim,
        "actions" => SagaAction,
        "products" or "items" or "stock" => Sku,
        "stores" => "1",
        "registers" => Register,
        "sales" => Sale,
        "projections" => ReadModels.Models.Orders,
        "dead-letters" => "17",
        "api-keys" => ApiKey,
        "tenants" => "epicerie",
        _ => null,
    };

    public static readonly string Sale = IdOf("/api/v1/sales", SaleKey);

    private static string IdOf(string path, string key) => Idempotency.IdOf(DemoKeys.Tenant, "POST", path, key);
}
