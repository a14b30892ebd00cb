using PosSaga.Client;

namespace PosSaga.Cli.Output;

/// <summary>What went wrong, in words on stderr, with what to do; and the exit code.</summary>
internal static class Failure
{
    public static int Tell(Exception e)
    {
        var (code, text) = Of(e);
        Console.Error.WriteLine(text);
        return code;
    }

    private static (int Code, string Text) Of(Exception e) => e switch
    {
        UsageException => (ExitCodes.Usage, e.Message),
        PosSagaProblemException problem => Of(problem),
        HttpRequestException lost => (
            ExitCodes.NotReachable,
            $"{lost.Message}\nIs the system running, and is this its address? "
            + "See --server, POS_SERVER and pos profile list."),
        OperationCanceledException => (ExitCodes.Interrupted, "Interrupted."),
        IOException or UnauthorizedAccessException => (ExitCodes.Usage, e.Message),
        _ => (ExitCodes.Refused, $"This is a defect of pos: {e.GetType().Name}: {e.Message}"),
    };

    private static (int Code, string Text) Of(PosSagaProblemException problem) => problem.Status switch
    {
        401 => (
            ExitCodes.NotAuthorised,
            "The server does not know this key. Set POS_API_KEY, or save it anew with pos profile add."),
        403 => (
            ExitCodes.NotAuthorised,
            $"This key may not do that: {problem.Detail} Use one that may: --profile, or POS_API_KEY."),
        429 or 502 or 503 or 504 => (
            ExitCodes.NotReachable, $"The server cannot do it just now ({problem.Status}); try again later."
            + Trace(problem)),
        < 400 => (
            ExitCodes.Refused, "The answer is not one of PosSaga's: is this its address, and its version?"),
        _ when problem.Slug is null && problem.Problem is null => (
            ExitCodes.Refused, $"The server answered {problem.Status}, but not as PosSaga does: is this its address?"),
        _ => (ExitCodes.Refused, $"Refused: {problem.Message}{Trace(problem)}"),
    };

    private static string Trace(PosSagaProblemException problem) =>
        problem.TraceId is { } trace ? $"\nFor operators: trace {trace}" : "";
}
