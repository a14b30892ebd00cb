using Microsoft.Extensions.DependencyInjection;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>The read models' contract, run against each database that can hold them.</summary>
public abstract class ReadModelContract : IAsyncLifetime
{
    private readonly List<ReadSide> _open = [];
    private string? _connectionString;

    internal ReadSide Side { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        _connectionString = await NewDatabase();
        Side = await Open();
    }

    public async Task DisposeAsync()
    {
        foreach (var side in Enumerable.Reverse(_open))
            await side.DisposeAsync();
        await Gone();
    }

    internal async Task<ReadSide> Open(
        bool run = true, Action<PosSaga.ReadModels.ReadModelOptions>? configure = null,
        Action<IServiceCollection>? services = null, Action<IServiceProvider>? beforeStart = null)
    {
        var side = await ReadSide.Open(_connectionString!, run, configure, services, beforeStart);
        _open.Add(side);
        return side;
    }

    /// <summary>Stops this process's share and starts again on the same database.</summary>
    internal async Task Restart(
        bool run = true, Action<PosSaga.ReadModels.ReadModelOptions>? configure = null,
        Action<IServiceCollection>? services = null, Action<IServiceProvider>? beforeStart = null)
    {
        _open.Remove(Side);
        await Side.DisposeAsync();
        Side = await Open(run, configure, services, beforeStart);
    }

    protected abstract Task<string> NewDatabase();

    protected virtual Task Gone() => Task.CompletedTask;

    protected static async Task<string> Sqlite() =>
        await Task.FromResult($"Data Source={Path.Combine(Path.GetTempPath(), $"pos-saga-read-{Guid.NewGuid():N}")}");

    protected static async Task<string> Postgres() => (await PrivatePostgres.NewDatabase()).ConnectionString;
}
