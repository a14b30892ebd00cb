using System.Data.Common;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PosSaga.Journal;
using PosSaga.ReadModels;

namespace PosSaga.Tests.ReadModels;

/// <summary>A journal and its read models, without grains: tests write events by hand and look at rows and
/// queries.</summary>
internal sealed class ReadSide : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly IHost _host;
    private readonly bool _runs;

    private ReadSide(IHost host, bool runs) => (_host, _runs) = (host, runs);

    /// <param name="run">False: nothing projects until the test runs it itself.</param>
    public static async Task<ReadSide> Open(
        string connectionString, bool run = true, Action<ReadModelOptions>? configure = null,
        Action<IServiceCollection>? services = null, Action<IServiceProvider>? beforeStart = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddLogging();
        builder.Services.AddJournal(new JournalOptions
        {
            ConnectionString = connectionString,
            AllowDevelopmentMasterKey = true,
        });
        builder.Services.AddEventCodec(codec =>
        {
            codec.Assemblies.Add(typeof(EventJson).Assembly);
            codec.Resolvers.Add(EventJson.Default);
        });
        builder.Services.AddReadModels(configure: options =>
        {
            options.RunProjections = run;
            options.RetryDelayMin = TimeSpan.FromMilliseconds(5);
            configure?.Invoke(options);
        });
        services?.Invoke(builder.Services);
        var host = builder.Build();
        await host.Services.GetRequiredService<JournalSystem>().Migrate();
        await host.Services.GetRequiredService<ReadModelSet>().Migrate();
        beforeStart?.Invoke(host.Services);
        await host.StartAsync();
        return new ReadSide(host, run);
    }

    public IEventJournal Journal => Get<IEventJournal>();

    public T Get<T>()
        where T : notnull => _host.Services.GetRequiredService<T>();

    public EventWriter Writer(string tenant = "t1") => new(Journal, Get<IEventCodec>(), tenant);

    /// <summary>Waits until every model holds everything that the journal holds now.</summary>
    public async Task CaughtUp(string? model = null)
    {
        var head = await Get<IJournalFeed>().Head();
        Assert.True(await Get<ReadModelFreshness>().WaitUntil(head, Patience, model), await Describe());
    }

    public async Task<PosSaga.ReadModels.ProjectionStatus> Status(string model) =>
        (await Get<ProjectionStatusQueries>().All()).Single(status => status.Name == model);

    public async Task<RebuildProgress> Rebuild(string model, bool force = false)
    {
        Assert.Equal(RebuildRequest.Started, await Get<ProjectionRebuilds>().Start(model, force));
        await Eventually.Is(
            async () =>
            {
                if (!_runs)
                    await Get<ProjectionRebuilds>().StartDue(default);
                return (await Get<RebuildRequests>().All(default))[model].Finished == 1;
            },
            $"the rebuild of {model} comes to its end");
        return (await Status(model)).Rebuild!;
    }

    public async Task<int> Execute(string sql, object? parameters = null)
    {
        await using var connection = await Connect();
        return await connection.ExecuteAsync(sql, parameters);
    }

    /// <summary>All rows of a model's table, as text, in the order of its key.</summary>
    public async Task<string> Dump(string table)
    {
        await using var connection = await Connect();
        var rows = await connection.QueryAsync($"select * from {table} order by 1, 2");
        return string.Join('\n', rows.Select(row => string.Join('|', ((IDictionary<string, object?>)row).Values)));
    }

    public Task<DbConnection> Connect() => Get<IReadStore>().Open(default);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }

    private async Task<string> Describe() =>
        string.Join('\n', await Get<ProjectionStatusQueries>().All());
}
