using System.Globalization;

namespace PosSaga.Tests.Simulation;

/// <summary>The simulation as a process of its own, <c>dotnet PosSaga.Tests.dll {story} {first seed} {count}</c>:
/// prints a line per seed with the hash of its trace; a test compares them with its own.</summary>
internal static class SimulationProgram
{
    public static int Main(string[] args)
    {
        if (args.Length != 3 || !Enum.TryParse<Story>(args[0], out var story))
        {
            Console.Error.WriteLine("Tests run with dotnet test. Alone: {Orders|Refunds|Tills} {first seed} {count}.");
            return 2;
        }

        var first = ulong.Parse(args[1], CultureInfo.InvariantCulture);
        var count = int.Parse(args[2], CultureInfo.InvariantCulture);
        var failures = 0;
        for (var i = 0; i < count; i++)
        {
            var run = SimulationRun.Of(first + (ulong)i, story: story);
            Console.WriteLine(Line(run));
            if (run.Broken.Count > 0)
                Console.Error.WriteLine(run);
            failures += run.Broken.Count > 0 ? 1 : 0;
        }

        return failures == 0 ? 0 : 1;
    }

    public static string Line(SimulationRun run) =>
        string.Create(CultureInfo.InvariantCulture, $"{run.Seed} {run.Trace:x16} {run.Facts.Turns} {run.Broken.Count}");
}
