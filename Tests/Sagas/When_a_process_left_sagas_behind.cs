using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Sagas;
using PosSaga.Sales;
using PosSaga.Silo.Watchdog;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Sagas;

public abstract class When_a_process_left_sagas_behind(GrainHost host)
{
    public sealed class Simulated() : When_a_process_left_sagas_behind(GrainHost.Simulator);

    [Collection(GrainWorlds.Name)]
    public sealed class OnACluster() : When_a_process_left_sagas_behind(GrainHost.Cluster);

    private readonly SagaSilo _silo = new(host);
    private readonly LaggingModel _model = new();

    [Fact] public void The_watchdog_waits_for_the_read_model_and_then_finds_them() => _silo.Run(async () =>
    {
        await _silo.Start("tok_timeout_charged");
        await _silo.Wait(1);
        await _silo.KillAll();
        var watchdog = Watchdog();
        await watchdog.Look(default);
        Assert.False(watchdog.HasSeenThePast);
        _model.Show("s-1");
        await watchdog.Look(default);
        Assert.True(watchdog.HasSeenThePast);
        Assert.Equal(SagaState.Completed, (await _silo.Saga.WaitForEnd(TimeSpan.FromSeconds(10)))!.State);
    });

    [Fact] public void It_finds_what_a_page_does_not_hold() => _silo.Run(async () =>
    {
        _model.Show([.. Enumerable.Range(1, 5).Select(i => $"x-{i}"), "s-1"]);
        var patrol = Patrol(new WatchdogOptions { Page = 2, Concurrency = 2 });
        Assert.Equal(0, await patrol.ResumeSagas(TimeSpan.Zero, default));
        Assert.Equal(4, _model.Pages);
    });

    [Fact] public void Only_one_of_two_looks_after_the_start() => _silo.Run(async () =>
    {
        _model.Show();
        var (one, other) = (Watchdog(), Watchdog());
        await one.Look(default);
        await other.Look(default);
        var pages = _model.Pages;
        await _silo.Wait(5);
        await one.Look(default);
        await other.Look(default);
        Assert.Equal(pages + 1, _model.Pages);
    });

    [Fact]
    public void One_that_cannot_be_reached_is_counted_and_the_others_are_not_left_alone() => _silo.Run(async () =>
    {
        await _silo.Start("tok_timeout_charged");
        await _silo.KillAll();
        _model.Show("broken", "s-1");
        _silo.Faults = static (_, about) => about.Contains("broken", StringComparison.Ordinal)
            ? PosSaga.Journal.MemoryFault.FailBefore
            : PosSaga.Journal.MemoryFault.None;
        var watchdog = Watchdog();
        await watchdog.Look(default);
        Assert.False(watchdog.HasSeenThePast);
        Assert.Equal(SagaState.Completed, (await _silo.Saga.WaitForEnd(TimeSpan.FromSeconds(10)))!.State);
    });

    private SagaRecoverySweep Watchdog() => new(
        Patrol(new WatchdogOptions()), _model, _silo.Journal.System.Feed, _silo.Journal.System.Leases,
        new WatchdogOptions(),
        _silo.Time, NullLogger<SagaRecoverySweep>.Instance);

    private Patrol Patrol(WatchdogOptions options) =>
        new(_silo.Grains, _model, _model, _model, options, NullLogger<Patrol>.Instance);

    /// <summary>A read model that has seen nothing until it is told.</summary>
    private sealed class LaggingModel : IUnfinishedSagas, IUnfinishedSales, IOldReservations
    {
        private List<SagaKey> _keys = [];
        private bool _seen;

        public int Pages { get; private set; }

        public void Show(params string[] ids)
        {
            _keys = [.. ids.Order(StringComparer.Ordinal).Select(id => new SagaKey("demo", id))];
            _seen = true;
        }

        public Task<IReadOnlyList<SagaKey>> OlderThan(
            TimeSpan age, SagaKey? after, int max, CancellationToken cancellation)
        {
            Pages++;
            var rest = _keys.Where(key => after is null || string.CompareOrdinal(key.Id, after.Id) > 0);
            return Task.FromResult<IReadOnlyList<SagaKey>>([.. rest.Take(max)]);
        }

        Task<IReadOnlyList<SagaKey>> IUnfinishedSales.OlderThan(
            TimeSpan age, SagaKey? after, int max, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<SagaKey>>([]);

        public Task<bool> HasSeen(long position, CancellationToken cancellation) => Task.FromResult(_seen);

        public Task<IReadOnlyList<StockKey>> OlderThan(
            TimeSpan age, StockKey? after, int max, CancellationToken cancellation) =>
            Task.FromResult<IReadOnlyList<StockKey>>([]);
    }
}
