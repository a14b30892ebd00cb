using PosSaga.Journal;

namespace PosSaga.Sagas;

/// <summary>Several answers to one step, asked at the same time.</summary>
internal static class StepResults
{
    /// <summary>One part that fails does not hide what became of the others.</summary>
    public static async Task<StepResult> Answered(Task<StepResult> asked)
    {
        try
        {
            return await asked;
        }
        catch (Exception error) when (error is not JournalUnavailableException)
        {
            return new StepResult.Unknown(error.GetType().Name);
        }
    }

    /// <summary>The worst answer is the step's: nonsense, then a refusal, then "unknown", then "nobody there just
    /// now".</summary>
    public static StepResult Combine(StepResult[] results)
    {
        var worst = StepResult.Ok;
        var clean = true;
        foreach (var result in results)
        {
            clean &= result is StepResult.Refused;
            if (Rank(result) > Rank(worst))
                worst = result;
        }

        return worst is StepResult.Refused { Partly: false } no && !clean ? no with { Partly = true } : worst;
    }

    private static int Rank(StepResult result) => result switch
    {
        StepResult.UnexpectedResponse => 4,
        StepResult.Refused { Refusal.Kind: not RefusalKind.Unavailable } => 3,
        StepResult.Unknown or StepResult.NotFound => 2,
        StepResult.Refused => 1,
        _ => 0,
    };
}
