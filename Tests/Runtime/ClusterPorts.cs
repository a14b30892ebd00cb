using System.Globalization;

namespace PosSaga.Tests.Runtime;

/// <summary>Ports for a silo, below those that the system hands out: a restarted system has the same ones again, which
/// is how the cluster knows that its former self is gone.</summary>
internal static class ClusterPorts
{
    private const int Spread = 10_000;

    private static int _next = Environment.ProcessId;

    /// <param name="port">Of the same process's front end.</param>
    public static IEnumerable<(string Key, string Value)> Beside(int port) =>
    [
        ("Cluster:SiloPort", (Spread + (port % Spread)).ToString(CultureInfo.InvariantCulture)),
        ("Cluster:GatewayPort", ((2 * Spread) + (port % Spread)).ToString(CultureInfo.InvariantCulture)),
    ];

    /// <summary>For a host in this process.</summary>
    public static IEnumerable<(string Key, string Value)> Next() => Beside(Interlocked.Increment(ref _next));
}
