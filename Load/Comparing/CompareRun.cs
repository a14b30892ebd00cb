using Npgsql;

namespace PosSaga.Load;

/// <summary>The options of <c>compare</c>.</summary>
internal sealed record CompareSettings(
    string Old, string? New, IReadOnlyList<Scenario> Scenarios, int Runs, double Limit, string? Journal, Sizes Sizes);

/// <summary>Finds both builds, runs the scenarios, and reports each when it has ended.</summary>
internal static class CompareRun
{
    public const int WorseThanTheLimit = 3;

    public static async Task<int> Run(CompareSettings settings, CancellationToken interrupted)
    {
        var old = Build.In("old", settings.Old);
        var @new = settings.New is { } folder ? Build.In("new", folder) : Build.ThisOne("new");
        if (settings.Scenarios.Any(s => s.OverHttp))
            foreach (var build in new[] { old, @new })
                build.RequireApiFrontend();
        await using var server = settings.Journal is null ? await StartServer() : null;
        var admin = settings.Journal is { } given ? Checked(given) : server!.AdminConnectionString;

        var all = new List<ScenarioComparison>();
        try
        {
            foreach (var scenario in settings.Scenarios)
            {
                all.Add(await new Alternation(scenario, settings.Sizes, settings.Runs,
                    (build, what, sizes) => new ScenarioRun(build, what, sizes, admin).Go(interrupted),
                    Console.Error).Run(old, @new));
                await Console.Out.WriteAsync(ComparisonText.Of(all[^1], settings.Limit));
            }
        }
        catch (ChildFailedException e)
        {
            await Console.Error.WriteLineAsync($"{e.Output}\n{e.Message} Its output is above.");
            return LoadCommand.NotBalanced;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            await Console.Error.WriteLineAsync("Interrupted; what is above is complete.");
            return LoadCommand.NotUsable;
        }
        await Console.Out.WriteAsync(ComparisonText.Foot(all[0]));
        await Console.Out.WriteLineAsync($"command  {LoadCommand.CommandLine}");
        await Console.Out.WriteLineAsync();
        await Console.Out.WriteLineAsync(ComparisonText.Conclusion(all, settings.Limit));
        return all.Any(c => c.Figures.Any(f => f.IsOver(settings.Limit))) ? WorseThanTheLimit : LoadCommand.Balanced;
    }

    private static async Task<PostgresServer> StartServer() => PostgresServer.Binaries is null
        ? throw new SystemNotUsableException(
            "PostgreSQL is not installed here (initdb, pg_ctl in PATH or /usr/lib/postgresql/*/bin); "
            + "name a server with --journal.")
        : await PostgresServer.StartNew();

    private static string Checked(string journal)
    {
        try
        {
            return new NpgsqlConnectionStringBuilder(journal) is { Host.Length: > 0 } settings
                ? settings.ConnectionString
                : throw new SystemNotUsableException("--journal names no PostgreSQL server: it has no Host=….");
        }
        catch (ArgumentException e)
        {
            throw new SystemNotUsableException($"--journal cannot be read: {e.Message}");
        }
    }
}
