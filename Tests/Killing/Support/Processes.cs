using System.Globalization;

namespace PosSaga.Tests.Killing.Support;

/// <summary>Tests with processes of their own run one at a time, after all others: they need the machine, and their
/// timing is real.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Processes
{
    public const string Name = "processes";

    /// <summary>How often to kill: <c>POS_KILLS</c>, else a number that suits every day.</summary>
    internal static int Kills(int everyDay) => Setting("POS_KILLS", everyDay);

    /// <summary>How long the database stays away: <c>POS_OUTAGE_SECONDS</c>.</summary>
    internal static TimeSpan Outage => TimeSpan.FromSeconds(Setting("POS_OUTAGE_SECONDS", 5));

    private static int Setting(string name, int usual) =>
        int.TryParse(
            Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? n
            : usual;
}
