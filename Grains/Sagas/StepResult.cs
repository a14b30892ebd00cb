using PosSaga.Carts;
using PosSaga.Registers;
using PosSaga.Sales;

namespace PosSaga.Sagas;

/// <summary>What a participant made of a question, in the saga's words.</summary>
public abstract record StepResult
{
    public sealed record Done : StepResult;

    public sealed record CartFrozen(PricedCart Cart) : StepResult;

    public sealed record Authorised(string AuthorizationCode, int RiskScore) : StepResult;

    public sealed record SalePriced(PricedSale Sale) : StepResult;

    public sealed record SaleNumbered(SaleNumber Number) : StepResult;

    /// <param name="Partly">A part of the step was done, or may have been, all the same.</param>
    public sealed record Refused(Refusal Refusal, bool Partly = false) : StepResult;

    /// <summary>It may have been done or not.</summary>
    public sealed record Unknown(string Error) : StepResult;

    /// <summary>An inquiry found nothing; the original may still be on its way.</summary>
    public sealed record NotFound : StepResult;

    /// <summary>An answer that fits no question of ours: a person looks at it.</summary>
    public sealed record UnexpectedResponse(string What) : StepResult;

    public static StepResult Ok { get; } = new Done();

    public static StepResult Nothing { get; } = new NotFound();

    public static StepResult Refuse(Refusal refusal) => new Refused(refusal);

    /// <summary>Anything but a refusal, for steps whose answer the saga does not need.</summary>
    public static StepResult Of<T>(CommandResult<T> answer) => answer.Refusal is { } no ? new Refused(no) : Ok;

    private StepResult() { }
}
