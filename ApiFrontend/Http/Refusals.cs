namespace PosSaga.Api;

/// <summary>The one table from a business refusal to a problem.</summary>
internal static class Refusals
{
    public static ProblemKind KindOf(RefusalKind kind) => kind switch
    {
        RefusalKind.Validation => ProblemKind.Validation,
        RefusalKind.NotFound => ProblemKind.NotFound,
        RefusalKind.Conflict => ProblemKind.Conflict,
        RefusalKind.InvalidState => ProblemKind.InvalidState,
        RefusalKind.OutOfStock => ProblemKind.OutOfStock,
        RefusalKind.PaymentDeclined => ProblemKind.PaymentDeclined,
        RefusalKind.OrderFailed => ProblemKind.OrderFailed,
        RefusalKind.CartInvalid => ProblemKind.CartInvalid,
        RefusalKind.ClaimInvalid => ProblemKind.ClaimInvalid,
        RefusalKind.OrderInvalid => ProblemKind.OrderInvalid,
        RefusalKind.KeyReused => ProblemKind.KeyReused,
        RefusalKind.PreconditionFailed => ProblemKind.PreconditionFailed,
        RefusalKind.Unavailable => ProblemKind.Unavailable,
        RefusalKind.SaleInvalid => ProblemKind.SaleInvalid,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "A refusal kind without a problem."),
    };

    /// <summary>Why a saga failed. Everything that has no problem of its own is "order failed": the gateway was not
    /// available, the order was refused. It is final, so never 503.</summary>
    public static ProblemKind OfFailedOrder(RefusalKind kind) => kind switch
    {
        RefusalKind.PaymentDeclined => ProblemKind.PaymentDeclined,
        RefusalKind.OutOfStock => ProblemKind.OutOfStock,
        RefusalKind.CartInvalid => ProblemKind.CartInvalid,
        _ => ProblemKind.OrderFailed,
    };

    /// <summary>Why nothing was sold at a till: as for an order, and what the till itself did not allow.</summary>
    public static ProblemKind OfFailedSale(RefusalKind kind) => kind switch
    {
        RefusalKind.SaleInvalid => ProblemKind.SaleInvalid,
        RefusalKind.InvalidState => ProblemKind.InvalidState,
        _ => OfFailedOrder(kind),
    };

    public static ProblemResult ToProblem(this Refusal refusal) =>
        new(KindOf(refusal.Kind), refusal.Text) { Code = refusal.Code };
}
