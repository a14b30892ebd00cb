using Npgsql;
using PosSaga.Journal;
using PosSaga.Silo.Hosting;

namespace PosSaga.Silo;

/// <summary>The connections of Orleans' ADO.NET providers, for membership and snapshots. The providers' queries name no
/// schema, so the search path does.</summary>
internal sealed class ClusterDatabase(JournalOptions journal) : IRuntimeSchema, IAsyncDisposable
{
    public const string Invariant = "Npgsql";

    private const string Schema = "orleans";

    // Enough: membership queries are rare, and no caller waits for a snapshot.
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
