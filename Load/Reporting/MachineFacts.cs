using System.Reflection;
using System.Runtime.InteropServices;

namespace PosSaga.Load.Reporting;

/// <summary>Where a figure was measured: without it the figure means nothing.</summary>
internal sealed record MachineFacts(
    string Cpu, int Cores, long MemoryBytes, string OperatingSystem, string Runtime, string Build, string? Commit)
{
    public static MachineFacts Read() => new(
        CpuModel(),
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        BuildOf(),
        CommitOf(typeof(MachineFacts).Assembly));

    private static string CpuModel()
    {
        const string info = "/proc/cpuinfo";
        var line = File.Exists(info)
            ? File.ReadLines(info).FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line is null
            ? RuntimeInformation.ProcessArchitecture.ToString()
            : line[(line.IndexOf(':') + 1)..].Trim();
    }

    private static string BuildOf() =>
#if DEBUG
        "Debug: figures are not to be published";
#else
        "Release";
#endif

    // The SDK appends the commit to the informational version where it is built in a working copy.
    private static string? CommitOf(Assembly assembly) =>
        assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')
            is [_, var commit]
            ? commit
            : null;
}
