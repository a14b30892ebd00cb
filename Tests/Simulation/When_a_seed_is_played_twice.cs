using System.Diagnostics;

namespace PosSaga.Tests.Simulation;

public sealed class When_a_seed_is_played_twice
{
    private const int Seeds = 20;

    [Theory, InlineData(nameof(Story.Orders)), InlineData(nameof(Story.Refunds)), InlineData(nameof(Story.Tills))]
    public void Two_processes_come_to_the_same_traces(string story)
    {
        var played = Enum.Parse<Story>(story);
        var here = Enumerable.Range(1, Seeds)
            .Select(seed => SimulationProgram.Line(SimulationRun.Of((ulong)seed, story: played))).ToArray();
        Assert.Equal(here, Elsewhere(story));
        Assert.Equal(Seeds, here.Select(line => line.Split(' ')[1]).Distinct().Count());
    }

    private static string[] Elsewhere(string story)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        start.ArgumentList.Add(typeof(SimulationProgram).Assembly.Location);
        start.ArgumentList.Add(story);
        start.ArgumentList.Add("1");
        start.ArgumentList.Add($"{Seeds}");
        using var process = Process.Start(start)!;
        var lines = process.StandardOutput.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        process.WaitForExit();
        return lines;
    }
}
