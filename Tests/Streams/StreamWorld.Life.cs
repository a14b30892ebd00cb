using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PosSaga.Simulator;
using PosSaga.Journal;
using PosSaga.Silo;
using PosSaga.Journal.Providers;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Streams;

internal sealed partial class StreamWorld
{
    /// <summary>One of the processes, which dies and comes back.</summary>
    private sealed class Life
    {
        private readonly StreamWorld _world;
        private readonly ServiceProvider _services;
        private readonly int _number;
        private SimulatedStreams? _streams;
        // A process that comes back is given what it had.
        private readonly HashSet<int> _held = [];
        private int _count;

        public Life(StreamWorld world, int number)
        {
            (_world, _number) = (world, number);
            var services = new ServiceCollection();
            services.AddSingleton<IEventJournal>(world.Journal).AddSingleton<IJournalFeed>(world.Journal);
            services.AddSingleton<ILeases>(world.Journal).AddSingleton<ICheckpoints>(world.Journal);
            services.AddSingleton<IDeadLetters>(world.Journal).AddSingleton(world.Journal.Keys);
            services.AddSingleton(world.Journal.System.Database);
            services.AddSingleton(world.Control);
            services.AddSingleton<IIdSource>(new SeededIds(world.Scheduler.Random.Fork()));
            services.AddEventCodec(StreamSide.Events);
            services.AddJournalLogConsistency();
            services.AddSingleton(world.Journal.System.Snapshots);
            services.AddSingleton<Orleans.Storage.IGrainStorage, PosSaga.Journal.Providers.SnapshotStorage>();
            services.AddOurExceptions();
            services.AddSimulatedSilo(world.Scheduler, silo =>
            {
                silo.GrainAssemblies.Add(typeof(StreamSide).Assembly);
                silo.GrainClasses = static type => type.Namespace == typeof(StreamSide).Namespace;
            });
            services.AddSingleton(StreamSide.Routes());
            var jitter = world.Scheduler.Random.Fork();
            services.AddSingleton(new StreamOptions
            {
                CheckpointEvery = TimeSpan.FromMilliseconds(500),
                IdleCheckpointEvery = TimeSpan.FromSeconds(1),
                // What fails here is never the event's fault.
                AttemptsMax = 1_000,
                TimeoutsMax = 1_000,
                QueuesPerPartition = 2,
                NudgeAfter = TimeSpan.FromSeconds(2),
                WindowMax = 8,
                PageMax = 5,
                Random = () => (jitter.NextUInt64() >> 11) * (1.0 / (1UL << 53)),
            });
            services.AddTransient<JournalQueueAdapter>();
            _services = services.BuildServiceProvider();
            Silo = Get<SimulatedSilo>();
        }

        public SimulatedSilo Silo { get; }

        public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

        public void Start()
        {
            _streams = new SimulatedStreams(
                _services, _world.Scheduler, $"streams {_number}.{++_count}", _world.Fate)
            {
                FailsToRegister = _world.FailsToRegister,
            };
            _streams.StartIdle();
            foreach (var partition in _held.Order())
                _streams.Hold(partition, isHeld: true);
        }

        public void Hold(int partition, bool isHeld)
        {
            if (isHeld ? _held.Add(partition) : _held.Remove(partition))
                _streams!.Hold(partition, isHeld);
        }

        public void DieAndComeBack()
        {
            _streams!.Kill();
            Silo.KillAll();
            Start();
        }
    }

    private sealed class SeededIds(SeededRandom random) : IIdSource
    {
        public Guid NewId() => random.NextGuid();
    }
}
