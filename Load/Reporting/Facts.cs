using System.Data.Common;
using System.Reflection;
using System.Runtime.InteropServices;
using Npgsql;

namespace PosSaga.Load;

/// <summary>The machine and the build that a figure was measured with.</summary>
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

/// <summary>The database and its settings of durability, which decide how long a commit takes.</summary>
internal static class DatabaseFacts
{
    private static readonly string[] Settings =
        ["fsync", "synchronous_commit", "full_page_writes", "wal_sync_method", "shared_buffers"];

    /// <param name="connection">A journal's connection string: <c>Host=…</c> or <c>Data Source=…</c>; null when not
    /// given.</param>
    public static async Task<IReadOnlyDictionary<string, string>> Read(
        string? connection, CancellationToken cancellation)
    {
        if (string.IsNullOrWhiteSpace(connection))
            return new Dictionary<string, string> { ["database"] = "not told (--database)" };
        var parts = new DbConnectionStringBuilder { ConnectionString = connection };
        if (!parts.ContainsKey("Host"))
            // The journal sets both when it opens its files, and refuses to run otherwise.
            return new Dictionary<string, string>
            {
                ["database"] = "SQLite",
                ["journal_mode"] = "wal",
                ["synchronous"] = "full",
            };

        var facts = new Dictionary<string, string>();
        await using var database = new NpgsqlConnection(connection);
        await database.OpenAsync(cancellation);
        facts["database"] = "PostgreSQL " + await Show(database, "server_version", cancellation);
        foreach (var setting in Settings)
            facts[setting] = await Show(database, setting, cancellation);
        return facts;
    }

    private static async Task<string> Show(NpgsqlConnection database, string setting, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand("select current_setting($1)", database);
        command.Parameters.AddWithValue(setting);
        return (string)(await command.ExecuteScalarAsync(cancellation))!;
    }
}
