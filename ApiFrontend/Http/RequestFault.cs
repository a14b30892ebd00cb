namespace PosSaga.Api;

/// <summary>The request cannot be understood or is out of bounds. Thrown while binding, before anything was asked of
/// anyone, and turned into a problem at the edge.</summary>
internal sealed class RequestFault(ProblemResult problem) : Exception(problem.Detail)
{
    public ProblemResult Problem { get; } = problem;

    public static RequestFault Field(string field, string error) =>
        new(new ProblemResult(ProblemKind.Validation)
        {
            Errors = new Dictionary<string, string[]>(StringComparer.Ordinal) { [field] = [error] },
        });
}
