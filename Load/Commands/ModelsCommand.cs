using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.ReadModels;

namespace PosSaga.Load;

/// <summary><c>models</c>: how fast read models are rebuilt, and how far they are behind.</summary>
internal static class ModelsCommand
{
    private static readonly Option<int> Claims = Options.Number(
        "--claims", "Claims to add first.", 100_000, 0, 10_000_000);

    private static readonly Option<string[]> Rebuild = new("--rebuild")
    {
        Description = "Read models to rebuild and compare, before the lag is measured.",
        AllowMultipleArgumentsPerToken = true,
        DefaultValueFactory = _ => [ReadModels.Models.Claims],
    };

    private static readonly Option<int> Rate = Options.Number(
        "--rate", "Events per second of the lag's measurement; 0: none.", 2_000, 0, 100_000);

    private static readonly Option<TimeSpan> Duration = Options.Duration(
        "--duration", "How long each run measures.", TimeSpan.FromSeconds(20));

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before each measurement.", TimeSpan.FromSeconds(15));

    public static Command Define() => LoadCommand.Define(
        "models",
        "Adds claims to the journal, rebuilds read models of them, and measures, at a fixed rate, from when an append "
        + "was meant to start until every read model has it; in this process.",
        Run, InProcessCommand.Journal, Claims, Rebuild, Rate, InProcessCommand.Runs, Duration, Warmup, Options.Json);

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var journal = parsed.GetRequiredValue(InProcessCommand.Journal);
        var settings = new ModelRunSettings(
            parsed.GetRequiredValue(Claims), parsed.GetRequiredValue(Rate), parsed.GetRequiredValue(Duration),
            parsed.GetRequiredValue(Warmup));
        await using var system = await InProcessSystem.Start(journal, projections: true, cancellation);
        var run = new ModelRun(system, settings, cancellation);
        await Console.Error.WriteLineAsync($"Adding {settings.Claims} claims.");
        await run.Fill();
        await system.ProjectionsCaughtUp(cancellation);

        var (notes, allRight) = (new Dictionary<string, string>(), true);
        foreach (var model in parsed.GetRequiredValue(Rebuild))
        {
            var (note, same) = await RebuildRun.Of(system, model, cancellation);
            await Console.Error.WriteLineAsync($"rebuild of {model}: {note}");
            notes[$"rebuild of {model}"] = note;
            allRight &= same;
        }
        if (settings.PerSecond == 0)
            return allRight ? LoadCommand.Balanced : LoadCommand.NotBalanced;

        var measured = new List<InProcessMeasurement>();
        var runs = parsed.GetRequiredValue(InProcessCommand.Runs);
        for (var i = 0; i < runs && !cancellation.IsCancellationRequested; i++)
        {
            var result = await run.Lag();
            measured.Add(result.Measured);
            allRight &= result.Wrong is null;
            notes["shown"] = result.Wrong ?? "every event";
        }
        notes["rate"] = string.Create(CultureInfo.InvariantCulture, $"{settings.PerSecond}/s asked for");
        await InProcessCommand.Report(
            "events", journal, measured, null, notes, parsed.GetValue(Options.Json), CancellationToken.None);
        return allRight ? LoadCommand.Balanced : LoadCommand.NotBalanced;
    }
}

/// <summary>Rebuilds one read model and measures each phase until the swap.</summary>
internal static class RebuildRun
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20);

    /// <returns>The line of the report, and whether the rebuilt rows equalled the live ones.</returns>
    public static async Task<(string Note, bool Same)> Of(
        InProcessSystem system, string model, CancellationToken cancellation)
    {
        var (begun, phases) = (Moments.Now, new List<(string State, long From)>());
        if (await system.Services.GetRequiredService<ProjectionRebuilds>().Start(model, cancellation: cancellation)
            is not RebuildRequest.Started and var refused)
            throw new SystemNotUsableException($"A rebuild of {model} was answered {refused}.");
        ProjectionStatus status;
        do
        {
            await Task.Delay(Poll, cancellation);
            var all = await system.Services.GetRequiredService<ProjectionStatusQueries>().All(cancellation);
            status = all.Single(one => one.Name == model);
            var state = status.Rebuild?.State ?? "starting";
            if (phases.Count == 0 || phases[^1].State != state)
                phases.Add((state, Moments.Now));
        }
        while (status.State == ProjectionState.Rebuilding);
        var head = await system.Services.GetRequiredService<IJournalFeed>().Head(cancellation);
        var seconds = Moments.MicrosBetween(begun, Moments.Now) / 1_000_000.0;
        var parts = phases.Zip(
            phases.Skip(1).Select(phase => phase.From),
            (phase, to) => string.Create(
                CultureInfo.InvariantCulture,
                $"{phase.State} {Moments.MicrosBetween(phase.From, to) / 1_000_000.0:0.0} s"));
        var rebuilt = status.Rebuild!;
        return (
            string.Create(
                CultureInfo.InvariantCulture,
                $"{head / seconds:0} events/s ({head} in {seconds:0.0} s: {string.Join(", ", parts)}); ")
                + $"{rebuilt.State} {rebuilt.Mismatch}",
            rebuilt.State == "swapped");
    }
}
