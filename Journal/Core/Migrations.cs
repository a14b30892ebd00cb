using System.Globalization;
using System.Reflection;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PosSaga.Journal;

/// <summary>Applies embedded SQL files (<c>0001_name.sql</c>, …) to one schema, each once and in its own transaction,
/// under an advisory lock because several silos may start at the same time.</summary>
public static class PostgresMigrations
{
    // One lock for all schemas: concurrent "create schema if not exists" statements fail.
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

/// <summary>Applies embedded SQL files to one SQLite file, whose <c>user_version</c> is the last one applied.</summary>
public static class SqliteMigrations
{
    /// <param name="resources">Part of the resources' names, such as <c>.Sqlite.Migrations.</c>.</param>
    public static void Apply(SqliteConnection connection, Assembly assembly, string resources)
    {
        using var version = connection.CreateCommand();
        version.CommandText = "pragma user_version";
        var applied = (long)version.ExecuteScalar()!;
        foreach (var step in MigrationStep.In(assembly, resources))
        {
            if (step.Version <= applied)
                continue;
            using var transaction = connection.BeginTransaction();
            using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"{step.Sql}\npragma user_version = {step.Version};";
            command.ExecuteNonQuery();
            transaction.Commit();
        }
    }
}

/// <summary>One embedded migration file: <c>…{folder}.0001_name.sql</c>.</summary>
internal sealed record MigrationStep(int Version, string Name, string Sql)
{
    public static IReadOnlyList<MigrationStep> In(Assembly assembly, string resources)
    {
        var steps = new List<MigrationStep>();
        foreach (var resource in assembly.GetManifestResourceNames())
        {
            var at = resource.IndexOf(resources, StringComparison.Ordinal);
            if (at < 0 || !resource.EndsWith(".sql", StringComparison.Ordinal))
                continue;
            var name = resource[(at + resources.Length)..^".sql".Length];
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            steps.Add(new(int.Parse(name[..4], CultureInfo.InvariantCulture), name[5..], reader.ReadToEnd()));
        }
        if (steps.Count == 0)
            throw new InvalidOperationException($"{assembly.GetName().Name} embeds no SQL under '{resources}'.");
        steps.Sort((a, b) => a.Version.CompareTo(b.Version));
        return steps;
    }
}
