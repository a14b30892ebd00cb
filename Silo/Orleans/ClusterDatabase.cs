using Npgsql;
using PosSaga.Journal;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo;

/// <summary>The database as Orleans' ADO.NET providers see it, for membership and snapshots: a few connections of their
/// own, which find the tables without naming the schema.</summary>
internal sealed class ClusterDatabase(JournalOptions journal) : IRuntimeSchema, IAsyncDisposable
{
    public const string Invariant = "Npgsql";

    private const string Schema = "orleans";

    // Membership asks rarely, snapshots come one by one and nobody waits for them.
    private const int ConnectionsMax = 8;

    private readonly Lazy<NpgsqlDataSource> _source = new(() => new NpgsqlDataSourceBuilder(
        new NpgsqlConnectionStringBuilder(journal.ConnectionString)
        {
            SearchPath = Schema,
            MaxPoolSize = ConnectionsMax,
            CommandTimeout = 10,
            ApplicationName = "PosSaga cluster",
        }.ConnectionString) { Name = "cluster" }.Build());

    public NpgsqlDataSource Source => _source.Value;

    public Task Migrate(CancellationToken cancellation) => PostgresMigrations.Apply(
        Source, Schema, typeof(ClusterDatabase).Assembly, ".Orleans.Migrations.", cancellation);

    public ValueTask DisposeAsync() => _source.IsValueCreated ? _source.Value.DisposeAsync() : ValueTask.CompletedTask;
}
