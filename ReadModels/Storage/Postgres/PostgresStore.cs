using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>Read models in the schema <c>read</c> of the journal's database.</summary>
internal sealed class PostgresStore : IReadStore, IAsyncDisposable
{
    private const string CheckpointMoved = "PS001";
    private const int QueriesAtOnce = 6;
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlDataSource _queries;
    private readonly PendingWordList _pendingWords;
    private readonly ConcurrentDictionary<(Table Table, int Generation), string> _upserts = new();

    public PostgresStore(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // The same query text serves both dialects: no name says its schema.
            SearchPath = "read",
            ApplicationName = "possaga-read-models",
            MaxPoolSize = 12,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            // Nothing here changes a session's state, so a connection needs no reset before it is used again.
            NoResetOnClose = true,
            // Rows and checkpoint are one transaction: a crash of the server loses both or none of the last batches,
            // and the next run repeats them. So no batch waits for the disk.
            Options = "-c synchronous_commit=off -c jit=off",
        };
        _database = Pool("projections", settings);
        _pendingWords = new PendingWordList(_database);
        // A few queries at a time finish sooner than many that share the cores.
        settings.MaxPoolSize = QueriesAtOnce;
        // force_custom_plan: a word that is in every row and one that is in none need different plans. Planning takes
        // 0.2 ms, a wrong plan hundreds; with it a search of 100,000 claims takes 0.4 ms, at p95 2.4 ms.
        // random_page_cost: what is queried is in memory, where a page elsewhere costs no more than the next one.
        settings.Options += " -c random_page_cost=1.1 -c max_parallel_workers_per_gather=0"
            + " -c plan_cache_mode=force_custom_plan";
        _queries = Pool("queries", settings);
    }

    /// <param name="name">In the metrics of the pools.</param>
    private static NpgsqlDataSource Pool(string name, NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.Build();

    public Task Migrate(CancellationToken cancellation) => PostgresMigrations.Apply(
        _database, "read", typeof(PostgresStore).Assembly, ".Storage.Postgres.Migrations.", cancellation);

    public async Task<DbConnection> Open(CancellationToken cancellation) =>
        await _queries.OpenConnectionAsync(cancellation);

    public Task<WriteSession> Begin(CancellationToken cancellation) =>
        Begin(IsolationLevel.ReadCommitted, cancellation);

    public async Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation)
    {
        var session = await Begin(IsolationLevel.ReadCommitted, cancellation);
        // Every batch moves its checkpoints first, so a lock on these rows keeps all batches of the model waiting.
        await session.Connection.ExecuteAsync(new CommandDefinition(
            "select positions from checkpoints where model = @model order by generation for update",
            new { model }, session.Transaction, cancellationToken: cancellation));
        return session;
    }

    public async Task<WriteSession> BeginSnapshot(CancellationToken cancellation)
    {
        var session = await Begin(IsolationLevel.RepeatableRead, cancellation);
        // PostgreSQL takes the snapshot at the first statement, not at "begin".
        await session.Connection.ExecuteAsync(new CommandDefinition(
            "select 1", transaction: session.Transaction, cancellationToken: cancellation));
        return session;
    }

    public async Task<bool> Commit(IReadOnlyList<Batch> batches, CancellationToken cancellation)
    {
        await using var connection = await _database.OpenConnectionAsync(cancellation);
        await using var commands = connection.CreateBatch();
        commands.BatchCommands.Add(Moves(batches));
        foreach (var batch in batches)
            foreach (var changes in batch.Changes)
                commands.BatchCommands.Add(Upsert(changes, batch.Generation));
        try
        {
            // A batch is one implicit transaction and one round trip.
            await commands.ExecuteNonQueryAsync(cancellation);
        }
        catch (PostgresException e) when (e.SqlState == CheckpointMoved)
        {
            return false;
        }
        foreach (var batch in batches)
            foreach (var changes in batch.Changes)
                if (changes.Table.Search is not null)
                    _pendingWords.Add(PostgresSql.SearchIndexName(changes.Table, batch.Generation), changes.Count);
        return true;
    }

    public async Task<IReadOnlyList<TRow>> Load<TRow>(
        Table<TRow> table, int generation, IReadOnlyList<string> by, IReadOnlyList<string[]> values,
        CancellationToken cancellation)
    {
        var parameters = new DynamicParameters();
        for (var i = 0; i < by.Count; i++)
            parameters.Add($"k{i}", values.Select(value => value[i]).ToArray());
        var arrays = string.Join(", ", by.Select((_, i) => $"@k{i}"));
        var sql = $"select * from {table.NameOf(generation)} join unnest({arrays}) as wanted({string.Join(", ", by)}) "
            + $"using ({string.Join(", ", by)})";
        await using var connection = await _database.OpenConnectionAsync(cancellation);
        var command = new CommandDefinition(sql, parameters, cancellationToken: cancellation);
        return (await connection.QueryAsync<TRow>(command)).AsList();
    }

    public string TypeName(ColumnType type) => type switch
    {
        // Byte order, as everywhere outside the database.
        ColumnType.Text => "text collate \"C\"",
        ColumnType.Words => "tsvector",
        ColumnType.Long => "bigint not null",
        _ => "int not null",
    };

    // Free space in every page lets an update stay in it without touching an index (HOT). A searchable table has less
    // of it, because a search reads about one page for each row it finds.
    public string TableOptions(Table table) =>
        table.InsertOnly ? "" : $" with (fillfactor = {(table.Search is null ? 60 : 85)})";

    public string SearchIndex(Table table, int generation) => PostgresSql.SearchIndex(table, generation);

    public string View(Table table, int generation) => table.Search is null
        ? $"select * from {table.NameOf(generation)}"
        : $"select *, {table.Search} as found from {table.NameOf(generation)}";

    public string Drop(Table table, int generation) => $"drop table if exists {table.NameOf(generation)}";

    public (string Condition, string Words) Matching(string words) =>
        ("found @@ cast(@words as tsquery)", PostgresSql.SearchQuery(words));

    // A query of a view waits for a swap that is changing it, and then reads the new tables.
    public bool IsSwappedAway(DbException error) => false;

    public async ValueTask DisposeAsync()
    {
        await _pendingWords.DisposeAsync();
        await _queries.DisposeAsync();
        await _database.DisposeAsync();
    }

    private async Task<WriteSession> Begin(IsolationLevel level, CancellationToken cancellation)
    {
        var connection = await _database.OpenConnectionAsync(cancellation);
        return new WriteSession(connection, await connection.BeginTransactionAsync(level, cancellation));
    }

    private static NpgsqlBatchCommand Moves(IReadOnlyList<Batch> batches)
    {
        var command = new NpgsqlBatchCommand("select move_checkpoints($1, $2, $3, $4)");
        Add(command, batches.Select(batch => batch.Model).ToArray(), NpgsqlDbType.Text);
        Add(command, batches.Select(batch => batch.Generation).ToArray(), NpgsqlDbType.Integer);
        Add(command, batches.Select(batch => batch.From).ToArray(), NpgsqlDbType.Text);
        Add(command, batches.Select(batch => batch.To).ToArray(), NpgsqlDbType.Text);
        return command;
    }

    private NpgsqlBatchCommand Upsert(Changes changes, int generation)
    {
        var command = new NpgsqlBatchCommand(
            _upserts.GetOrAdd((changes.Table, generation), key => PostgresSql.Upsert(key.Table, key.Generation)));
        for (var i = 0; i < changes.Table.Columns.Count; i++)
            Add(command, changes.ColumnValues(i), PostgresSql.ArrayType(changes.Table.Columns[i].Type));
        return command;
    }

    private static void Add(NpgsqlBatchCommand command, Array values, NpgsqlDbType type) =>
        command.Parameters.Add(new NpgsqlParameter { Value = values, NpgsqlDbType = NpgsqlDbType.Array | type });
}
