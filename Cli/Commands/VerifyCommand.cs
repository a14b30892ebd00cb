using System.CommandLine;
using PosSaga.Cli.Output;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos verify</c>: recomputes the hash chain of every stream.</summary>
internal static class VerifyCommand
{
    public static Command Define() =>
        new Command("verify", "Recomputes the journal's hash chains; exit code 1 where one is broken").Answers(
            async call =>
        {
            var result = await call.Api.VerifyJournalAsync(call.Cancellation);
            call.Out.Answer(result, one => Looks.Facts(
                ("streams", Looks.Of(one.Streams)), ("events", Looks.Of(one.Events)), ("ok", one.Ok ? "yes" : "no"),
                ("first broken", one.FirstBroken), ("signed up to", Looks.Of(one.SignedUpTo))));
            return result.Ok ? ExitCodes.Done : ExitCodes.Refused;
        });
}
