using System.Reflection;
using Npgsql;

namespace PosSaga.Journal;

/// <summary>Applies embedded, versioned SQL (<c>0001_name.sql</c>, …) to one schema, each file once and in its own
/// transaction, under an advisory lock: many silos may start at the same time.</summary>
public static class PostgresMigrations
{
    // One lock for all schemas: "create schema if not exists" itself fails when two run it at the same time.
    private const long Lock = 7075740;

    /// <param name="resources">Part of the resources' names, such as <c>.Postgres.Migrations.</c>.</param>
    public static async Task Apply(
        NpgsqlDataSource database, string schema, Assembly assembly, string resources, CancellationToken cancellation)
    {
        await using var connection = await database.OpenConnectionAsync(cancellation).ConfigureAwait(false);
        await Run(connection, $"select pg_advisory_lock({Lock})", cancellation).ConfigureAwait(false);
        try
        {
            await Run(connection, $"""
                create schema if not exists {schema};
                create table if not exists {schema}.migrations (
                    version int primary key, name text not null, applied_at timestamptz not null default now());
                """, cancellation).ConfigureAwait(false);
            var applied = await Applied(connection, schema, cancellation).ConfigureAwait(false);
            foreach (var step in MigrationStep.In(assembly, resources).Where(s => !applied.Contains(s.Version)))
            {
                await using var transaction = await connection.BeginTransactionAsync(cancellation)
                    .ConfigureAwait(false);
                await Run(connection, step.Sql, cancellation).ConfigureAwait(false);
                await Run(
                    connection, $"insert into {schema}.migrations values ({step.Version}, '{step.Name}')", cancellation)
                    .ConfigureAwait(false);
                await transaction.CommitAsync(cancellation).ConfigureAwait(false);
            }
        }
        finally
        {
            await Run(connection, $"select pg_advisory_unlock({Lock})", CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static async Task<HashSet<int>> Applied(
        NpgsqlConnection connection, string schema, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand($"select version from {schema}.migrations", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellation).ConfigureAwait(false);
        var applied = new HashSet<int>();
        while (await reader.ReadAsync(cancellation).ConfigureAwait(false))
            applied.Add(reader.GetInt32(0));
        return applied;
    }

    private static async Task Run(NpgsqlConnection connection, string sql, CancellationToken cancellation)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation).ConfigureAwait(false);
    }
}
