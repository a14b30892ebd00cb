using Npgsql;

namespace PosSaga.Tests.Journal;

/// <summary>A fresh, empty database.</summary>
public sealed record PostgresDatabase(string Name, string ConnectionString);

/// <summary>Real PostgreSQL for tests: <c>POS_TEST_POSTGRES</c> (a connection string that may create databases), or one
/// private server per test process from the installed binaries, gone when the process ends.</summary>
public static class PrivatePostgres
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("POS_TEST_POSTGRES");
    private static readonly Lazy<Task<PostgresServer>> Server = new(PostgresServer.StartNew);
    private static int _databases;

    /// <summary>Null when tests can have a database; else why they cannot.</summary>
    public static string? WhyNot => Given is not null || PostgresServer.Binaries is not null
        ? null
        : "PostgreSQL is neither installed here (postgres, initdb in PATH or /usr/lib/postgresql/*/bin) "
            + "nor given in POS_TEST_POSTGRES.";

    /// <summary>The same for tests that stop and start a server of their own.</summary>
    public static string? WhyNoServer => PostgresServer.Binaries is not null
        ? null
        : "PostgreSQL is not installed here (postgres, initdb in PATH or /usr/lib/postgresql/*/bin).";

    public static async Task<PostgresDatabase> NewDatabase()
    {
        if (Given is not null)
            return await Create(Given);
        var server = await Server.Value;
        return await Create(server.AdminConnectionString);
    }

    internal static async Task<PostgresDatabase> Create(string admin)
    {
        var name = $"pos_test_{Environment.ProcessId}_{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var create = new NpgsqlCommand($"create database {name}", connection);
        await create.ExecuteNonQueryAsync();
        var settings = new NpgsqlConnectionStringBuilder(admin) { Database = name, MaxPoolSize = 20 };
        return new(name, settings.ConnectionString);
    }
}
