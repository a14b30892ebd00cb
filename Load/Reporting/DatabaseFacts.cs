using System.Data.Common;
using Npgsql;

namespace PosSaga.Load.Reporting;

/// <summary>Which database, and how durable a commit is: the same figure with fsync off is another figure.</summary>
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
