using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.PaymentSimulator;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Streaming;
using PosSaga.Simulation;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Refunds;

/// <summary>The whole back end in this process, as the product puts it together, on a database of its own.</summary>
internal sealed class RefundSide : IAsyncDisposable
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private readonly IHost _host;

    private RefundSide(IHost host) => _host = host;

    public RefundShop Shop => new(
        Get<IGrainFactory>(), TimeProvider.System, () => Task.Delay(1), Get<GatewayControls>(), Get<IGatewayLedger>(),
        Get<SimulatedFaults>(), Get<IJournalFeed>(), Get<StreamRoutes>());

    /// <param name="returns">The stores' word on goods that come back; null: the simulator's.</param>
    /// <param name="settings">By the names of the configuration.</param>
    public static async Task<RefundSide> Open(
        string connectionString, IReturnAcceptance? returns = null, params (string Name, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new() { EnvironmentName = "Development" });
        builder.Configuration.AddInMemoryCollection([new("ConnectionStrings:Journal", connectionString)]);
        foreach (var (key, value) in ClusterPorts.Next())
            builder.Configuration[key] = value;
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        builder.Services.AddLogging();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddPosSaga(builder.Configuration, builder.Environment);
        if (returns is not null)
            builder.Services.AddSingleton(returns);
        var host = builder.Build();
        await host.StartAsync();
        var progress = host.Services.GetRequiredService<StartupProgress>();
        using var limit = new CancellationTokenSource(StartLimit);
        while (!progress.IsOver)
            await Task.Delay(1, limit.Token);
        return new RefundSide(host);
    }

    public T Get<T>() where T : notnull => _host.Services.GetRequiredService<T>();

    public async Task<IReadOnlyList<DeadLetter>> Letters() =>
        await Get<DeadLetterQueries>().List("demo", null, 0, 100, default);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}

/// <summary>Every branch, on a database and in real time.</summary>
public abstract class RefundsOnADatabase : RefundContract
{
    protected abstract Task<string> NewDatabase();

    internal override async Task In(Func<RefundShop, Task> scenario)
    {
        await using var side = await RefundSide.Open(await NewDatabase());
        await side.Shop.Open();
        await scenario(side.Shop);
        Assert.Empty(await side.Letters());
    }
}

public sealed class RefundsOnSqlite : RefundsOnADatabase
{
    protected override Task<string> NewDatabase() =>
        Task.FromResult($"Data Source={Path.Combine(Path.GetTempPath(), $"pos-saga-refunds-{Guid.NewGuid():N}")}");
}

[OnPostgres]
public sealed class RefundsOnPostgres : RefundsOnADatabase
{
    protected override async Task<string> NewDatabase() => (await PrivatePostgres.NewDatabase()).ConnectionString;
}
