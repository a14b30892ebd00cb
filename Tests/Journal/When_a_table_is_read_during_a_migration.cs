using Npgsql;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>A new version starts while a backup reads: the system that is running must not wait for both.</summary>
public sealed class When_a_table_is_read_during_a_migration
{
    private static readonly MigrationStep First = new(1, "first", "create table lasting.t (id int)");
    private static readonly MigrationStep Second = new(2, "second", "alter table lasting.t add column name text");

    [PostgresFact]
    public async Task Others_go_on_reading_and_it_is_done_when_the_long_reader_is()
    {
        await using var database = NpgsqlDataSource.Create((await PrivatePostgres.NewDatabase()).ConnectionString);
        await PostgresMigrations.Apply(database, "lasting", [First], default);
        await using var backup = await database.OpenConnectionAsync();
        await using var transaction = await backup.BeginTransactionAsync();
        await using (var reads = new NpgsqlCommand("select from lasting.t", backup))
            await reads.ExecuteNonQueryAsync();

        var migration = PostgresMigrations.Apply(database, "lasting", [First, Second], default);
        for (var waits = 0; waits < 2; waits++)
        {
            await Eventually.Is(async () => await Waits(database), "the migration waits for the backup");
            // This one stands behind it in the queue, and is let through.
            await using var other = database.CreateCommand("select from lasting.t");
            await other.ExecuteNonQueryAsync();
            Assert.False(migration.IsCompleted);
        }

        await transaction.CommitAsync();
        await migration;
        await using var both = database.CreateCommand("select name from lasting.t");
        await both.ExecuteNonQueryAsync();
    }

    private static async Task<bool> Waits(NpgsqlDataSource database)
    {
        await using var locks = database.CreateCommand(
            "select exists (select from pg_locks where not granted and relation = 'lasting.t'::regclass)");
        return (bool)(await locks.ExecuteScalarAsync())!;
    }
}
