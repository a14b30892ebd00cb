using PosSaga.Load;

namespace PosSaga.Tests.Journal;

/// <summary>Real PostgreSQL for tests: <c>POS_TEST_POSTGRES</c> (a connection string that may create databases), or one
/// private server per test process from the installed binaries, gone when the process ends.</summary>
public static class PrivatePostgres
{
    private static readonly string? Given = Environment.GetEnvironmentVariable("POS_TEST_POSTGRES");
    private static readonly Lazy<Task<PostgresServer>> Server = new(PostgresServer.StartNew);

    /// <summary>Null when tests can have a database; else why they cannot.</summary>
    public static string? WhyNot => Given is not null || PostgresServer.Binaries is not null
        ? null
        : "PostgreSQL is neither installed here (postgres, initdb in PATH or /usr/lib/postgresql/*/bin) "
            + "nor given in POS_TEST_POSTGRES.";

    /// <summary>The same for tests that stop and start a server of their own.</summary>
    public static string? WhyNoServer => PostgresServer.Binaries is not null
        ? null
        : "PostgreSQL is not installed here (postgres, initdb in PATH or /usr/lib/postgresql/*/bin).";

    public static async Task<PostgresDatabase> NewDatabase() =>
        await PostgresDatabase.Create(Given ?? (await Server.Value).AdminConnectionString);
}
