using System.Data.Common;
using Npgsql;

namespace PosSaga.Journal;

public enum JournalKind
{
    Postgres,
    Sqlite,
    Memory,
}

/// <summary>Reads <c>ConnectionStrings:Journal</c>: the form of the connection string selects the store.</summary>
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

    /// <summary>The directory of a SQLite journal, which holds one file for the journal and one for the read
    /// models.</summary>
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
            // The connection string is not in the message, because it may hold a password.
            throw new JournalConfigurationException($"The journal's connection string cannot be read. {Help}", e);
        }
    }
}

/// <summary>Where the journal is stored, so that the read models can be stored beside it: in the schema <c>read</c> of
/// the same PostgreSQL database, or in a second file of the same directory.</summary>
/// <param name="DataSource">PostgreSQL only: for all users but the journal, which has its own connections.</param>
/// <param name="DataDirectory">SQLite only: exists and is locked for this process after the migration.</param>
public sealed record JournalDatabase(
    JournalKind Kind, string ConnectionString, NpgsqlDataSource? DataSource, string? DataDirectory);
