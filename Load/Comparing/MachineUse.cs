using System.Globalization;

namespace PosSaga.Load.Comparing;

/// <summary>How much of the machine others use just before a run: a comparison on a busy machine compares little, and
/// its table must show that.</summary>
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

    // What guests used is also in user and nice, so the columns after the eighth would count twice.
    private static IEnumerable<long> Ticks(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).Take(8)
            .Select(ticks => long.Parse(ticks, CultureInfo.InvariantCulture));

    private static async Task<string> Line(CancellationToken cancellation)
    {
        using var lines = System.IO.File.OpenText(File);
        return await lines.ReadLineAsync(cancellation) ?? "";
    }
}
