using System.Collections.Concurrent;
using System.Data;
using System.Data.Common;
using Dapper;
using Npgsql;
using NpgsqlTypes;
using PosSaga.Journal;

namespace PosSaga.ReadModels.Storage.Postgres;

/// <summary>Read models in the schema <c>read</c> of the journal's database.</summary>
internal sealed class PostgresStore : IReadStore, IAsyncDisposable
{
    private const string CheckpointMoved = "PS001";
    private const int QueriesAtOnce = 6;
    private readonly NpgsqlDataSource _database;
    private readonly NpgsqlDataSource _queries;
    private readonly NpgsqlDataSource _settled;
    private readonly WaitingWords _waitingWords;
    private readonly SearchStatistics _searchStatistics;
    private readonly ConcurrentDictionary<(Table Table, int Generation), string> _upserts = new();

    public PostgresStore(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            // Plain names are the read models': the same query text serves both dialects.
            SearchPath = "read",
            ApplicationName = "possaga-read-models",
            MaxPoolSize = 12,
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            // What comes from this pool leaves nothing in its session, so that there is nothing to reset.
            NoResetOnClose = true,
            // Rows and checkpoint are one transaction: a crash of the server loses both or none of the last batches,
            // and the next run does them again. So no batch waits for the disk.
            Options = "-c synchronous_commit=off -c jit=off",
        };
        _database = Pool("projections", settings);
        _waitingWords = new WaitingWords(_database);
        // Where values decide, no query is planned without them: a word that is in every row and one that is in none
        // want different plans, and planning takes 0.3 ms where the wrong plan takes hundreds.
        // What is read now and then stays in memory: a page somewhere else costs no more than the next one.
        // A few at a time get done sooner than many that share the cores, and the others' pages stay in the caches.
        settings.MaxPoolSize = QueriesAtOnce;
        settings.Options += " -c random_page_cost=1.1 -c max_parallel_workers_per_gather=0";
        var options = settings.Options;
        settings.Options = options + " -c plan_cache_mode=force_custom_plan";
        _queries = Pool("queries", settings);
        // Where the query leaves one way, it is planned once. Each has its index, also while the table is still empty
        // and would be read as a whole.
        settings.Options = options + " -c plan_cache_mode=force_generic_plan -c enable_seqscan=off";
        _settled = Pool("settled queries", settings);
        _searchStatistics = new SearchStatistics(_queries);
    }

    /// <param name="name">In the metrics of the pools.</param>
    private static NpgsqlDataSource Pool(string name, NpgsqlConnectionStringBuilder settings) =>
        new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.Build();

    public Task Migrate(CancellationToken cancellation) => PostgresMigrations.Apply(
        _database, "read", typeof(PostgresStore).Assembly, ".Storage.Postgres.Migrations.", cancellation);

    public async Task<DbConnection> Open(CancellationToken cancellation) =>
        await _queries.OpenConnectionAsync(cancellation);

    public async Task<DbConnection> OpenGenericPlan(CancellationToken cancellation) =>
        await _settled.OpenConnectionAsync(cancellation);

    public Task<WriteSession> Begin(CancellationToken cancellation) =>
        Begin(IsolationLevel.ReadCommitted, cancellation);

    public async Task<WriteSession> BeginExclusive(string model, CancellationToken cancellation)
    {
        var session = await Begin(IsolationLevel.ReadCommitted, cancellation);
        // Every batch moves its checkpoints first, so whoever holds these rows holds the model.
        await session.Connection.ExecuteAsync(new CommandDefinition(
            "select positions from checkpoints where model = @model order by generation for update",
            new { model }, session.Transaction, cancellationToken: cancellation));
        return session;
    }

    public async Task<WriteSession> BeginSnapshot(CancellationToken cancellation)
    {
        var session = await Begin(IsolationLevel.RepeatableRead, cancellation);
        // The moment is that of the first statement, not of "begin".
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
                    _waitingWords.Add(PostgresSql.SearchIndexName(changes.Table, batch.Generation), changes.Count);
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
        var sql = $"select * from {table.Of(generation)} join unnest({arrays}) as wanted({string.Join(", ", by)}) "
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

    // Room in every page lets an update stay in it without touching an index (HOT). Less of it where what is found lies
    // scattered: a search reads as many pages as it finds rows.
    public string TableOptions(Table table) =>
        table.InsertOnly ? "" : $" with (fillfactor = {(table.Search is null ? 60 : 85)})";

    public string SearchIndex(Table table, int generation) => PostgresSql.SearchIndex(table, generation);

    public string View(Table table, int generation) => table.Search is null
        ? $"select * from {table.Of(generation)}"
        : $"select *, {table.Search} as found from {table.Of(generation)}";

    public string Drop(Table table, int generation) => $"drop table if exists {table.Of(generation)}";

    public SearchCondition Found(string words, SearchScope? scope) =>
        PostgresSearch.Found(words.Split(' '), _searchStatistics.Known, scope);

    // Whoever names a view waits for the swap that has it.
    public bool IsSwappedAway(DbException error) => false;

    public async ValueTask DisposeAsync()
    {
        await _waitingWords.DisposeAsync();
        await _searchStatistics.DisposeAsync();
        await _settled.DisposeAsync();
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
