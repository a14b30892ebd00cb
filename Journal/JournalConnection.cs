using System.Data.Common;

namespace PosSaga.Journal;

public enum JournalKind
{
    Postgres,
    Sqlite,
    Memory,
}

/// <summary>Reads <c>ConnectionStrings:Journal</c>: the connection string alone says which store it is.</summary>
public static class JournalConnection
{
    private const string Help =
        $"{JournalOptions.ConnectionKey} must be 'Data Source={{directory}}' (SQLite), "
        + "'Host=…;Database=…' (PostgreSQL) or 'Memory'.";

    public static JournalKind KindOf(string? connectionString)
    {
        if (string.IsNullOrWhiteSpace(connectionString))
            throw new JournalConfigurationException($"No journal is configured. {Help}");
        if (string.Equals(connectionString.Trim(), "Memory", StringComparison.OrdinalIgnoreCase))
            return JournalKind.Memory;
        var parts = Parse(connectionString);
        var sqlite = parts.ContainsKey("Data Source");
        var postgres = parts.ContainsKey("Host");
        if (sqlite == postgres)
            throw new JournalConfigurationException(
                $"The journal's connection string names {(sqlite ? "both" : "neither")} a Host "
                + $"{(sqlite ? "and" : "nor")} a Data Source. {Help}");
        return sqlite ? JournalKind.Sqlite : JournalKind.Postgres;
    }

    /// <summary>The directory of a SQLite journal: the journal and the read models are one file each in it.</summary>
    public static string DirectoryOf(string connectionString)
    {
        var directory = Parse(connectionString)["Data Source"] as string;
        if (string.IsNullOrWhiteSpace(directory) || directory == ":memory:")
            throw new JournalConfigurationException($"A SQLite journal lives in a directory. {Help}");
        return Path.GetFullPath(directory);
    }

    private static DbConnectionStringBuilder Parse(string connectionString)
    {
        try
        {
            return new DbConnectionStringBuilder { ConnectionString = connectionString };
        }
        catch (ArgumentException e)
        {
            // The text itself stays out of the message: it may hold a password.
            throw new JournalConfigurationException($"The journal's connection string cannot be read. {Help}", e);
        }
    }
}

/// <summary>The journal was started with settings that cannot be right; the message names the setting.</summary>
public sealed class JournalConfigurationException(string message, Exception? inner = null) : Exception(message, inner);
