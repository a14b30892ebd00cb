using System.CommandLine;
using System.Globalization;
using PosSaga.Load.Http;
using PosSaga.Load.Measuring;
using PosSaga.Load.Models;
using PosSaga.Load.Orders;
using PosSaga.Load.Reporting;

namespace PosSaga.Load.Commands;

/// <summary><c>queries</c>: how soon a running system answers lists, searches and counts of claims.</summary>
internal static class QueriesCommand
{
    private const string Kind = "all queries";

    private static readonly Option<Uri> Url = Options.Url();

    private static readonly Option<string> Key = new("--key")
    {
        Description = "API key of whoever asks.",
        DefaultValueFactory = _ => "demo-agent",
    };

    private static readonly Option<int> Rate = Options.Number("--rate", "Queries per second.", 500, 1, 100_000);

    private static readonly Option<TimeSpan> Duration = Options.Duration(
        "--duration", "How long is measured.", TimeSpan.FromSeconds(30));

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before the measurement.", TimeSpan.FromSeconds(30));

    private static readonly Option<int> Limit = Options.Number("--limit", "Items per page.", 50, 1, 200);
    private static readonly Option<int> Seed = Options.Number("--seed", "Asks the same again.", 1, 0, int.MaxValue);
    private static readonly Option<string?> Database = Options.Database();

    private static readonly Option<int> ProcessId = Options.Number(
        "--pid", "The system's process on this machine, to report its memory and processor time.", 0, 0, int.MaxValue);

    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command(
            "queries",
            "Asks a running system over HTTP for the claims it has, at a fixed rate, measured from when each query was "
            + "meant to start.")
        {
            Url, Key, Rate, Duration, Warmup, Limit, Seed, Database, ProcessId, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken interrupted)
    {
        var database = await DatabaseFacts.Read(parsed.GetValue(Database), interrupted);
        var (limit, seed) = (parsed.GetRequiredValue(Limit), (ulong)parsed.GetRequiredValue(Seed));
        var page = string.Create(CultureInfo.InvariantCulture, $"{limit} items");
        using var api = new ApiClient(parsed.GetRequiredValue(Url), parsed.GetRequiredValue(Key));
        var questions = await ClaimQuestions.Learn(api, limit, interrupted);
        using var watch = parsed.GetRequiredValue(ProcessId) is > 0 and var id ? new ProcessWatch(id) : null;
        var recorder = new Recorder();
        var drive = new Drive(
            Clients: 0, parsed.GetRequiredValue(Rate), parsed.GetRequiredValue(Warmup),
            parsed.GetRequiredValue(Duration));
        var seconds = await drive.Run(
            intended => One(api, questions, recorder, seed, intended), recorder, watch, interrupted);
        await new DrivenRun(drive, recorder, seconds, watch, database)
            .Report("queries", Kind, books: null, ("page", page))
            .Write(Console.Out, parsed.GetValue(Json));
        return recorder.Outcomes.Any() ? Running.NotUsable : Running.Balanced;
    }

    private static async Task One(ApiClient api, ClaimQuestions questions, Recorder recorder, ulong seed, long intended)
    {
        var dice = new Dice(seed, recorder.Begin());
        var (kind, path) = questions.Ask(ref dice);
        var reply = await api.Get(path);
        var took = Moments.MicrosBetween(intended, Moments.Now);
        recorder.End();
        recorder.Took(kind, took);
        recorder.Completed(Kind, took);
        if (!reply.IsSuccess)
            recorder.Ended(reply.IsAnswer
                ? string.Create(CultureInfo.InvariantCulture, $"{kind}: {reply.Status}")
                : $"{kind}: {reply.Error}");
    }
}
