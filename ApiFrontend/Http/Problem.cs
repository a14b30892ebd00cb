using System.Text.Json.Serialization;

namespace PosSaga.Api;

/// <summary>A kind of problem: its slug is the end of the problem's type.</summary>
internal sealed record ProblemKind(string Slug, int Status, string Title)
{
    /// <summary>Where this system serves the pages that types lead to.</summary>
    public const string Path = "/problems";

    private const string TypePrefix = "https://possaga.dev" + Path + "/";

    public static readonly ProblemKind Validation = new("validation", 400, "The request is not valid.");
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "Who is calling is not known.");
    public static readonly ProblemKind PaymentDeclined = new("payment-declined", 402, "The payment was declined.");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "The caller may not do this.");
    public static readonly ProblemKind NotFound = new("not-found", 404, "There is no such thing.");
    public static readonly ProblemKind MethodNotAllowed = new(
        "method-not-allowed", 405, "This resource has no such method.");
    public static readonly ProblemKind TooSlow = new(
        "request-timeout", 408, "The request did not come in time.");
    public static readonly ProblemKind Conflict = new("conflict", 409, "It contradicts what is there.");
    public static readonly ProblemKind InvalidState = new("invalid-state", 409, "The present state does not allow it.");
    public static readonly ProblemKind OutOfStock = new("out-of-stock", 409, "There is not enough stock.");
    public static readonly ProblemKind OrderFailed = new("order-failed", 409, "The order could not be completed.");
    public static readonly ProblemKind PreconditionFailed = new(
        "precondition-failed", 412, "A precondition does not hold.");
    public static readonly ProblemKind TooLarge = new("too-large", 413, "The request is too large.");
    public static readonly ProblemKind UnsupportedMediaType =
        new("unsupported-media-type", 415, "The body must be application/json in UTF-8.");
    public static readonly ProblemKind KeyReused =
        new("idempotency-key-reused", 422, "The idempotency key was used for another request.");
    public static readonly ProblemKind CartInvalid = new("cart-invalid", 422, "The cart cannot be ordered.");
    public static readonly ProblemKind ClaimInvalid = new("claim-invalid", 422, "The claim does not fit its order.");
    public static readonly ProblemKind OrderInvalid = new(
        "order-invalid", 422, "The lines do not fit what is left of the order.");
    public static readonly ProblemKind SaleInvalid = new("sale-invalid", 422, "This cannot be sold so.");
    public static readonly ProblemKind RateLimited = new("rate-limited", 429, "Too many requests.");
    public static readonly ProblemKind Internal = new("internal", 500, "Something went wrong on our side.");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "Not available just now; try again.");

    /// <summary>Every kind, for the table of the documentation and its test.</summary>
    public static readonly IReadOnlyList<ProblemKind> All =
    [
        Validation, Unauthenticated, PaymentDeclined, Forbidden, NotFound, MethodNotAllowed, TooSlow, Conflict, InvalidState,
        OutOfStock, OrderFailed, PreconditionFailed, TooLarge, UnsupportedMediaType, KeyReused, CartInvalid,
        ClaimInvalid, OrderInvalid, SaleInvalid,
        RateLimited, Internal, Unavailable,
    ];

    public string Type { get; } = TypePrefix + Slug;

    /// <summary>What a bare status code of the framework (routing, Kestrel, authentication) is turned into.</summary>
    public static ProblemKind OfStatus(int status) => status switch
    {
        401 => Unauthenticated,
        403 => Forbidden,
        404 => NotFound,
        405 => MethodNotAllowed,
        408 => TooSlow,
        412 => PreconditionFailed,
        413 => TooLarge,
        415 => UnsupportedMediaType,
        429 => RateLimited,
        503 or 504 => Unavailable,
        >= 500 => Internal,
        _ => Validation,
    };
}

/// <summary>RFC 9457 problem details.</summary>
/// <param name="Errors">Per field, for 400.</param>
/// <param name="Code">Stable name of the business refusal, for machines.</param>
/// <param name="OrderId">Of an order that failed.</param>
/// <param name="Reason">Why the order failed.</param>
/// <param name="Settled">False while something of the failed order is still being undone; no order follows.</param>
internal sealed record ProblemBody(
    string Type,
    string Title,
    int Status,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Detail,
    string Instance,
    string TraceId,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    IReadOnlyDictionary<string, string[]>? Errors = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Code = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? OrderId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? Settled = null);
