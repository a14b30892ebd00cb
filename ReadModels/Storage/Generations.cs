using System.Data.Common;
using Dapper;

namespace PosSaga.ReadModels;

/// <summary>A generation of a model and the schema its tables were made for.</summary>
/// <remarks>Properties rather than a constructor: SQLite's integers are 64 bits wide, and Dapper converts them to int
/// only in setters.</remarks>
internal sealed record GenerationRow
{
    public int Generation { get; init; }

    public int SchemaVersion { get; init; }
}

/// <summary>A model's live generation, and its position per partition.</summary>
internal sealed record LiveRow
{
    public string Model { get; init; } = "";

    public int SchemaVersion { get; init; }

    public string Positions { get; init; } = "";
}

/// <summary>Creates, swaps and drops generations of the models' tables, with the same SQL for both dialects. Both can
/// change tables inside a transaction, which makes the swap atomic.</summary>
internal sealed class Generations(IReadStore store)
{
    public async Task<GenerationRow?> Live(string model, CancellationToken cancellation)
    {
        await using var connection = await store.Open(cancellation);
        return await connection.QuerySingleOrDefaultAsync<GenerationRow>(
            "select generation, schema_version from generations where model = @model and live = 1", new { model });
    }

    /// <summary>The live generations and positions of all models, by model.</summary>
    public async Task<IReadOnlyDictionary<string, LiveRow>> Live(CancellationToken cancellation)
    {
        await using var connection = await store.Open(cancellation);
        return (await connection.QueryAsync<LiveRow>(new CommandDefinition(
            "select g.model, g.schema_version, c.positions from generations g "
            + "join checkpoints c on c.model = g.model and c.generation = g.generation where g.live = 1",
            cancellationToken: cancellation))).ToDictionary(row => row.Model);
    }

    /// <summary>Position per partition.</summary>
    public async Task<long[]> Positions(string model, int generation, CancellationToken cancellation)
    {
        await using var connection = await store.Open(cancellation);
        return await Positions(connection, null, model, generation);
    }

    public static async Task<long[]> Positions(
        DbConnection connection, DbTransaction? transaction, string model, int generation) =>
        await connection.QuerySingleOrDefaultAsync<string>(
            "select positions from checkpoints where model = @model and generation = @generation",
            new { model, generation }, transaction) is { } text ? ReadModels.Positions.Parse(text) : [];

    /// <summary>Creates empty tables: live ones with their indexes; others without, because they are filled faster so,
    /// and get theirs by <see cref="Index"/>. Does nothing when another process has just created them.</summary>
    public async Task Create(
        Projection model, int generation, bool live, int partitions, CancellationToken cancellation)
    {
        await using var session = await store.BeginExclusive(model.Name, cancellation);
        var (connection, transaction) = (session.Connection, session.Transaction);
        var made = await connection.ExecuteAsync(
            "insert into generations (model, generation, schema_version, live) "
            + "values (@Name, @generation, @SchemaVersion, @live) on conflict do nothing",
            new { model.Name, generation, model.SchemaVersion, live = live ? 1 : 0 }, transaction);
        if (made == 0)
            return;
        await connection.ExecuteAsync(
            "insert into checkpoints (model, generation, positions) values (@Name, @generation, @start)",
            new { model.Name, generation, start = ReadModels.Positions.Text(new long[partitions]) }, transaction);
        foreach (var table in model.Tables)
            await connection.ExecuteAsync(Definition(table, generation), transaction: transaction);
        if (live)
        {
            await Index(session, model, generation);
            await PointViews(session, model, generation);
        }
        await session.Commit(cancellation);
    }

    /// <summary>Creates the indexes of tables that are not live yet, and analyzes them, so that the first queries after
    /// the swap are planned for what they hold.</summary>
    public async Task Index(Projection model, int generation, CancellationToken cancellation)
    {
        await using var session = await store.Begin(cancellation);
        await Index(session, model, generation);
        foreach (var table in model.Tables)
            await session.Connection.ExecuteAsync(
                $"analyze {table.NameOf(generation)}", transaction: session.Transaction, commandTimeout: 0);
        await session.Commit(cancellation);
    }

    /// <summary>Drops every generation of the model that is not live: what an interrupted rebuild left
    /// behind.</summary>
    public async Task DropAbandoned(Projection model, CancellationToken cancellation)
    {
        await using var session = await store.BeginExclusive(model.Name, cancellation);
        var abandoned = (await session.Connection.QueryAsync<int>(
            "select generation from generations where model = @Name and live = 0", new { model.Name },
            session.Transaction)).AsList();
        foreach (var generation in abandoned)
            await Drop(session, model, generation);
        await session.Commit(cancellation);
    }

    /// <summary>Makes <paramref name="next"/> the live generation within the caller's transaction.</summary>
    public async Task Swap(WriteSession session, Projection model, int live, int next)
    {
        var (connection, transaction) = (session.Connection, session.Transaction);
        await connection.ExecuteAsync(
            "update generations set live = 0 where model = @Name and generation = @live", new { model.Name, live },
            transaction);
        await connection.ExecuteAsync(
            "update generations set live = 1 where model = @Name and generation = @next", new { model.Name, next },
            transaction);
        await PointViews(session, model, next);
        await Drop(session, model, live);
    }

    private async Task Index(WriteSession session, Projection model, int generation)
    {
        foreach (var table in model.Tables)
        {
            if (table.Search is not null)
                await session.Connection.ExecuteAsync(
                    store.SearchIndex(table, generation), transaction: session.Transaction, commandTimeout: 0);
            foreach (var (name, columns) in table.Indexes)
                await session.Connection.ExecuteAsync(
                    $"create index {table.NameOf(generation)}_{name} on {table.NameOf(generation)} {columns}",
                    transaction: session.Transaction, commandTimeout: 0);
        }
    }

    private async Task PointViews(WriteSession session, Projection model, int generation)
    {
        foreach (var table in model.Tables)
            await session.Connection.ExecuteAsync(
                $"drop view if exists {table.Name}; create view {table.Name} as {store.View(table, generation)};",
                transaction: session.Transaction);
    }

    private async Task Drop(WriteSession session, Projection model, int generation)
    {
        var of = new { model.Name, generation };
        foreach (var table in model.Tables)
            await session.Connection.ExecuteAsync(
                store.Drop(table, generation), transaction: session.Transaction);
        await session.Connection.ExecuteAsync(
            "delete from checkpoints where model = @Name and generation = @generation", of, session.Transaction);
        await session.Connection.ExecuteAsync(
            "delete from generations where model = @Name and generation = @generation", of, session.Transaction);
    }

    private string Definition(Table table, int generation)
    {
        var name = table.NameOf(generation);
        var columns = string.Join(", ", table.Columns.Select(column => $"{column.Name} {store.TypeName(column.Type)}"));
        var keys = string.Join(", ", table.Keys);
        return $"create table {name} ({columns}, primary key ({keys})){store.TableOptions(table)};";
    }
}
