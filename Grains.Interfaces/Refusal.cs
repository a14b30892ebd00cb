namespace PosSaga;

/// <summary>What kind of no it is; the API's problem slugs follow from it.</summary>
public enum RefusalKind
{
    Validation, NotFound, Conflict, InvalidState, OutOfStock, PaymentDeclined, OrderFailed, CartInvalid, ClaimInvalid,
    KeyReused, PreconditionFailed, Unavailable, OrderInvalid, SaleInvalid,
}

/// <summary>A named business no. It changed nothing.</summary>
/// <param name="Code">Stable, documented, for machines: <c>cart-already-ordered</c>.</param>
/// <param name="Text">For people.</param>
[GenerateSerializer, Immutable, Alias("possaga.refusal")]
public sealed record Refusal(
    string Code, RefusalKind Kind, string Text);
