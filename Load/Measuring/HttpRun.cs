using System.Globalization;

namespace PosSaga.Load;

/// <summary>The shape of a load over HTTP.</summary>
/// <param name="RatePerSecond">Above 0: open loop; 0: closed loop with so many <paramref name="Clients"/>.</param>
internal sealed record LoadProfile(int Clients, int RatePerSecond, TimeSpan Warmup, TimeSpan Duration)
{
    public string Loop => RatePerSecond > 0
        ? string.Create(CultureInfo.InvariantCulture, $"open, {RatePerSecond}/s")
        : string.Create(CultureInfo.InvariantCulture, $"closed, {Clients} at once");

    /// <summary>Warms up, measures, and lets what is under way come to its end.</summary>
    /// <param name="work">Given its intended start.</param>
    /// <param name="enough">Ends the load early.</param>
    /// <returns>The seconds that were measured.</returns>
    public async Task<double> Run(Func<long, Task> work, Recorder recorder, CancellationToken enough)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(enough);
        using var quiet = new CancellationTokenSource();
        var progress = new Progress(recorder, Console.Error).Run(quiet.Token);
        var load = RatePerSecond > 0
            ? new OpenLoop(RatePerSecond).Run(work, end.Token)
            : ClosedLoop.Run(Clients, work, end.Token);

        await Pause(Warmup, enough);
        recorder.Measuring = true;
        var begun = Moments.Now;
        await Pause(Duration, enough);
        await end.CancelAsync();
        // In an open loop responses after the end count, or the slowest would be left out.
        if (RatePerSecond == 0)
            recorder.Measuring = false;
        var seconds = Moments.MicrosBetween(begun, Moments.Now) / 1_000_000.0;
        await load;
        recorder.Measuring = false;
        await quiet.CancelAsync();
        await progress;
        return seconds;
    }

    private static async Task Pause(TimeSpan span, CancellationToken enough) =>
        await Task.Delay(span, enough).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

/// <summary>A measured load over HTTP.</summary>
internal sealed record HttpRun(
    LoadProfile Profile, Recorder Recorder, double Seconds, IReadOnlyDictionary<string, string> Database)
{
    /// <param name="counted">The kind of request of which there is one per <paramref name="unit"/>.</param>
    public RunReport Report(
        string unit, string counted, AuditResult? books, params (string Name, string Text)[] notes)
    {
        var all = notes
            .Prepend((Name: "loop", Text: Profile.Loop))
            // On one machine the client takes this time away from the system.
            .Append((Name: "processor time of the client", Text: string.Create(
                CultureInfo.InvariantCulture, $"{Environment.CpuUsage.TotalTime.TotalSeconds:0.0} s")));
        return RunReport.Of(
            unit, Seconds, Recorder.CountOf(counted), Recorder, all.ToDictionary(note => note.Name, note => note.Text),
            books, Database);
    }
}
