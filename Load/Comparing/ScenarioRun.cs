using System.Globalization;

namespace PosSaga.Load;

/// <summary>One run of one scenario with one of the builds, on a fresh database.</summary>
internal sealed class ScenarioRun(Build build, Scenario scenario, Sizes sizes, string admin)
{
    private const string DebugBuild = "Debug";

    // Load writes this to its error stream when the load is over and the audit begins.
    private const string LoadIsOver = "Checking the books";

    private static readonly Figure Memory = new("memory at most, MB", IsJudged: false);
    private static readonly Figure MachineBusy = new("machine busy before the run, %", IsJudged: false);
    private static readonly Figure ProcessorPerOrder = new("processor of the front end per order, µs");

    /// <exception cref="ChildFailedException">It failed, or its books do not balance.</exception>
    public async Task<ScenarioResult> Go(CancellationToken cancellation)
    {
        var database = await PostgresDatabase.Create(admin);
        try
        {
            await database.Checkpoint();
            var others = await MachineUse.Percent(cancellation);
            var result = scenario.OverHttp
                ? await OverHttp(database.ConnectionString, cancellation)
                : await InProcess(database.ConnectionString, cancellation);
            return others is { } percent
                ? result with { Seen = [.. result.Seen, new(MachineBusy, percent)] }
                : result;
        }
        finally
        {
            await database.Drop();
        }
    }

    private async Task<ScenarioResult> InProcess(string journal, CancellationToken cancellation)
    {
        // The dashboard costs something per call; the scenarios over HTTP measure with it.
        (string, string)[] environment = [("Cluster__Dashboard", "false"), .. FrontEnd.ClusterPorts()];
        var (report, load) = await Load(["--journal", journal], environment, null, cancellation);
        return new(report, scenario.Kinds, [new(Memory, Megabytes(load))]);
    }

    private async Task<ScenarioResult> OverHttp(string journal, CancellationToken cancellation)
    {
        using var front = await FrontEnd.Start(build, journal, cancellation);
        var (before, after) = (front.Process.Processor(), default(TimeSpan?));
        void Watch(string line)
        {
            if (line.StartsWith(LoadIsOver, StringComparison.Ordinal))
                after = front.Process.Processor();
        }
        var (report, _) = await Load(
            ["--url", front.Url.ToString(), "--database", journal, "--gateway", journal], [], Watch, cancellation);
        front.Process.NotePeak();
        var seen = new List<Reading>();
        // Both the orders and the processor time include the warm-up.
        if (after - before is { } took && report.Books is { Orders: > 0 } books)
            seen.Add(new(ProcessorPerOrder, took.TotalMicroseconds / books.Orders));
        return new(report, scenario.Kinds, [.. seen, new(Memory, Megabytes(front.Process))]);
    }

    private async Task<(ChildReport Report, ChildProcess Process)> Load(
        string[] where, (string, string)[] environment, Action<string>? lineWritten, CancellationToken cancellation)
    {
        var file = Path.GetTempFileName();
        try
        {
            string[] arguments = [.. scenario.Command(sizes).Split(' '), .. where, "--json", file];
            using var load = ChildProcess.Start(build.Load, arguments, environment, lineWritten);
            var code = await load.Exited(cancellation);
            if (code != 0)
                throw new ChildFailedException(
                    $"{scenario.Name}: the {build.Name} build's Load ended with exit code {code}.", load.Output);
            var report = ChildReport.Parse(await File.ReadAllTextAsync(file, cancellation));
            if (report.Books is { Balances: false })
                throw new ChildFailedException(
                    $"{scenario.Name}: the books of the {build.Name} build do not balance.", load.Output);
            if (report.Machine.Build.StartsWith(DebugBuild, StringComparison.Ordinal))
                throw new SystemNotUsableException(
                    $"The {build.Name} build is a Debug build; build it with -c Release.");
            return (report, load);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static double Megabytes(ChildProcess process) => process.PeakBytes / (1024.0 * 1024.0);
}

/// <summary>The result of one run.</summary>
/// <param name="Kinds">The kinds of request whose latencies count.</param>
/// <param name="Seen">Measured on its process from outside.</param>
internal sealed record ScenarioResult(ChildReport Report, string[] Kinds, IReadOnlyList<Reading> Seen)
{
    /// <exception cref="SystemNotUsableException">Nothing of one of the kinds was measured.</exception>
    public IReadOnlyList<Reading> Readings => [.. Report.Readings(Kinds), .. Seen];
}

/// <summary>How busy the machine is just before a run, so that the table shows a disturbed comparison.</summary>
internal static class MachineUse
{
    private const string File = "/proc/stat";
    private static readonly TimeSpan Window = TimeSpan.FromMilliseconds(500);

    /// <summary>Percent of all processors, over half a second; null where the system does not say.</summary>
    public static async Task<double?> Percent(CancellationToken cancellation)
    {
        if (!System.IO.File.Exists(File))
            return null;
        var before = await Line(cancellation);
        await Task.Delay(Window, cancellation);
        return Percent(before, await Line(cancellation));
    }

    /// <param name="before">The first line of /proc/stat: ticks of user, nice, system, idle, iowait, irq, softirq,
    /// steal since the machine started.</param>
    internal static double Percent(string before, string after)
    {
        var spent = Ticks(after).Zip(Ticks(before), (a, b) => a - b).ToArray();
        var (all, idle) = (spent.Sum(), spent[3] + spent[4]);
        return all == 0 ? 0 : 100.0 * (all - idle) / all;
    }

    // Guests' time is also in user and nice, so the columns after the eighth would count twice.
    private static IEnumerable<long> Ticks(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));

    private static async Task<string> Line(CancellationToken cancellation)
    {
        using var lines = System.IO.File.OpenText(File);
        return await lines.ReadLineAsync(cancellation) ?? "";
    }
}
