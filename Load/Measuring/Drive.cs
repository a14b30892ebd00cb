using System.Globalization;

namespace PosSaga.Load.Measuring;

/// <summary>How a run over HTTP is loaded.</summary>
/// <param name="RatePerSecond">Above 0: open loop; 0: closed loop with so many <paramref name="Clients"/>.</param>
internal sealed record Drive(int Clients, int RatePerSecond, TimeSpan Warmup, TimeSpan Duration)
{
    /// <summary>In words.</summary>
    public string Loop => RatePerSecond > 0
        ? string.Create(CultureInfo.InvariantCulture, $"open, {RatePerSecond}/s")
        : string.Create(CultureInfo.InvariantCulture, $"closed, {Clients} at once");

    /// <summary>Warms up, measures, and lets what is under way come to its end.</summary>
    /// <param name="work">Given its intended start.</param>
    /// <param name="enough">There is no more work, or nobody wants any.</param>
    /// <returns>The seconds that were measured.</returns>
    public async Task<double> Run(
        Func<long, Task> work, Recorder recorder, ProcessWatch? watch, CancellationToken enough)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(enough);
        using var quiet = new CancellationTokenSource();
        var progress = new Progress(recorder, Console.Error, watch).Run(quiet.Token);
        var load = RatePerSecond > 0
            ? new OpenLoop(RatePerSecond).Run(work, end.Token)
            : ClosedLoop.Run(Clients, work, end.Token);

        await Pause(Warmup, enough);
        recorder.Measuring = true;
        var begun = Moments.Now;
        await Pause(Duration, enough);
        await end.CancelAsync();
        // Closed loop: what is answered after the end is not counted. Open loop: it is, or the slowest were left out.
        if (RatePerSecond == 0)
            recorder.Measuring = false;
        var seconds = Moments.MicrosBetween(begun, Moments.Now) / 1_000_000.0;
        await load;
        recorder.Measuring = false;
        await quiet.CancelAsync();
        await progress;
        return seconds;
    }

    private static async Task Pause(TimeSpan span, CancellationToken enough)
    {
        try
        {
            await Task.Delay(span, enough);
        }
        catch (OperationCanceledException)
        {
        }
    }
}
