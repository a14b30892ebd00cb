using System.Reflection;
using Microsoft.Data.Sqlite;

namespace PosSaga.Journal;

/// <summary>Applies embedded, versioned SQL to one SQLite file; <c>user_version</c> remembers how far.</summary>
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
