using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Storage;
using PosSaga.Simulator;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Sales;
using PosSaga.Silo;
using PosSaga.Silo.Hosting;
using PosSaga.Journal.Providers;
using PosSaga.Silo.Watchdog;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Simulation;

/// <summary>One silo: grains, pipeline and watchdog as the product puts them together, with the seed's
/// numbers.</summary>
internal sealed class SiloParts
{
    private readonly World _world;
    private readonly ServiceProvider _services;
    private readonly List<SimulatedThread> _watch = [];
    private SimulatedStreams? _streams;
    private int _lives;
    private int _streamLives;

    public SiloParts(World world, int number)
    {
        (_world, Number) = (world, number);
        var (plant, random) = (world.Plant, world.Scheduler.Random.Fork());
        var services = new ServiceCollection();
        services.AddSingleton(plant.Journal(world, world.Journal));
        services.AddSingleton(plant.Codec(world.Codec));
        services.AddSingleton<ISnapshotTable>(world.Journal);
        services.AddSingleton<IJournalFeed>(world.Journal);
        services.AddSingleton<ILeases>(world.Journal);
        services.AddSingleton<IIdSource>(new SeededIds(random.Fork()));
        services.AddSingleton<IOrderAcceptance>(new Moody(world, random.Fork()));
        var jitter = random.Fork();
        services.AddSingleton(new SagaJitter(() => plant.Jitter(World.NextDouble(jitter))));
        services.AddSingleton(new SagaEngine(world.Climate.Impatient
            ? [.. plant.Steps.Select(step => step with { Patience = TimeSpan.FromSeconds(30) })]
            : plant.Steps));
        services.AddSingleton(new SagaEngine<Sale, SaleEvent>(world.Climate.Impatient
            ? [.. plant.SaleSteps.Select(step => step with { Patience = TimeSpan.FromSeconds(30) })]
            : plant.SaleSteps));
        services.AddOrderSagas();
        services.AddSingleton(world.Climate.Impatient
            ? plant.RefundPatience with { GivesUpAfter = TimeSpan.FromSeconds(30) }
            : plant.RefundPatience);
        services.AddRefunds();
        var pauses = random.Fork();
        services.AddSingleton(provider => new GatewayPipeline(
            world.Gateway, world.Scheduler.Time, () => World.NextDouble(pauses),
            provider.GetRequiredService<GatewayHealth>()));
        services.AddSingleton(plant.Unfinished(world.ReadSide));
        services.AddSingleton<IOldReservations>(world.ReadSide);
        services.AddSingleton<IUnfinishedSales>(world.ReadSide);
        services.AddSingleton(new WatchdogOptions());
        services.AddSingleton<Patrol>();
        services.AddTransient<RecoverySweep, SagaRecoverySweep>();
        services.AddTransient<RecoverySweep, ReservationRecoverySweep>();
        if (world.Climate.Tills is not null)
            services.AddTransient<RecoverySweep, SaleRecoverySweep>();
        services.AddJournalLogConsistency();
        services.AddSingleton(new Takeovers(world.Scheduler.Time));
        services.AddSingleton<IGrainStorage, SnapshotStorage>();
        services.AddSingleton<IOutgoingGrainCallFilter>(world.Weather);
        services.AddOurExceptions();
        services.AddSimulatedSilo(
            world.Scheduler, silo => silo.GrainAssemblies.Add(typeof(StateJson).Assembly));
        if (world.Complaints is not null)
            services.AddComplaints(world, random);
        _services = services.BuildServiceProvider();
        Silo = _services.GetRequiredService<SimulatedSilo>();
        Silo.Fates = world.Weather.Fate;
        SeeTheGatewayAnswerAgain(_services.GetRequiredService<GatewayHealth>());
    }

    public static EventCodecOptions Events { get; } = MadeOf();

    public int Number { get; }

    public SimulatedSilo Silo { get; }

    /// <summary>A process starts: with a watchdog that knows nothing yet.</summary>
    public void Starts()
    {
        _lives++;
        if (_world.Complaints is not null)
            StartsStreams();
        foreach (var sweep in _services.GetServices<RecoverySweep>())
            Starts(sweep);
    }

    private void Starts(RecoverySweep sweep)
    {
        var thread = _world.Scheduler.NewThread($"{sweep.GetType().Name} {Number}.{_lives}");
        _watch.Add(thread);
        _ = thread.Start(async () =>
        {
            while (true)
            {
                try
                {
                    await sweep.Look(CancellationToken.None);
                }
                catch (Exception error) when (error is not SimulationEscapedException)
                {
                    _world.Weather.Count("watchdog could not look");
                }

                await _world.Wait(TimeSpan.FromSeconds(1));
            }
        });
    }

    public void Dies()
    {
        StopsWatching();
        _streams?.Kill();
        Silo.KillAll();
    }

    /// <summary>What was handled since the last checkpoint is delivered again.</summary>
    public void LosesItsStreams()
    {
        _world.Weather.Count("streams died");
        _streams?.Kill();
        StartsStreams();
    }

    /// <summary>Its activations are dead already; the process comes back at once.</summary>
    public void Restarted()
    {
        StopsWatching();
        _streams?.Kill();
        // What the dead process had sent may reach the journal after the next one has read.
        Get<Takeovers>().Saw();
        Starts();
    }

    /// <summary>Everything in the journal was handled or put aside.</summary>
    public async Task<bool> HasDelivered() => await SimulatedStreams.Reached(
        _world.Journal, _world.Journal.Partitions, await _world.Journal.Head());

    // Within the turn that was answered: a turn of its own would change what every seed plays.
    private void SeeTheGatewayAnswerAgain(GatewayHealth gateway) => gateway.AnswersAgain.ContinueWith(
        _ =>
        {
            _world.GatewayAnswersAgain.Add(
                (_world.Scheduler.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
            SeeTheGatewayAnswerAgain(gateway);
        },
        CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private void StopsWatching()
    {
        _watch.ForEach(thread => thread.Kill());
        _watch.Clear();
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    private void StartsStreams()
    {
        _streams = new SimulatedStreams(
            _services, _world.Scheduler, $"streams {Number}.{++_streamLives}", _world.Weather.DeliveryFate)
        {
            FailsToRegister = _world.Weather.FailsToRegister,
        };
        _streams.Start();
    }

    private static EventCodecOptions MadeOf()
    {
        var options = new EventCodecOptions();
        SiloServices.Events(options);
        return options;
    }

    private sealed class SeededIds(SeededRandom random) : IIdSource
    {
        public Guid NewId() => random.NextGuid();
    }

    /// <summary>Refuses orders now and then.</summary>
    private sealed class Moody(World world, SeededRandom random) : IOrderAcceptance
    {
        public bool Accepts(ConfirmOrder order) => world.Weather.IsClear || !random.Chance(world.Climate.OrdersRefused);
    }
}
