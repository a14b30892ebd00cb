using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Hosting;
using Orleans.Runtime;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>Registration of the streams that are fed from the journal.</summary>
public static class JournalStreamsHosting
{
    // Agents are only woken by it: a receiver waits by itself until it has something.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    // With every read an agent goes over all streams that it knows; an event of one that it forgot costs one registration.
    private static readonly TimeSpan InactiveAfter = TimeSpan.FromSeconds(2);

    /// <summary>Grains that say <c>[ImplicitStreamSubscription]</c> are handed what the journal holds of their
    /// namespace. Expects <see cref="StreamRoutes"/> and the services of the journal; the silo must start after the
    /// journal's migrations.</summary>
    public static ISiloBuilder AddJournalStreams(this ISiloBuilder silo, StreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        silo.Services.AddSingleton(options).AddSingleton<JournalStreams>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, JournalStreamsLife>();
        silo.Services.PutInFront();
        return silo.AddPersistentStreams(
            JournalStreams.ProviderName, (services, _) => services.GetRequiredService<JournalStreams>(), streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(pulling =>
                {
                    pulling.GetQueueMsgsTimerPeriod = Tick;
                    pulling.StreamInactivityPeriod = InactiveAfter;
                    // How often is ours to decide, for each failure on its own.
                    pulling.MaxEventDeliveryTime = Timeout.InfiniteTimeSpan;
                }));
                streams.ConfigureBackoffProvider((_, _) => new AgentBackoff());
                streams.ConfigurePartitionBalancing((services, _) =>
                    ActivatorUtilities.CreateInstance<EqualShares>(services, options.QueuesPerPartition));
            });
    }

    /// <summary>Stops the streams before all else: what is being delivered needs grains, gateway and database. Added
    /// last, as hosted services stop in reverse order.</summary>
    public static IServiceCollection StopStreamsFirst(this IServiceCollection services) =>
        services.AddHostedService<StreamsStopFirst>();

    private static void PutInFront(this IServiceCollection services)
    {
        var own = services.LastOrDefault(service => service is
            { IsKeyedService: false, ServiceType: var type } && type == typeof(IGrainReferenceRuntime));
        services.Add(new ServiceDescriptor(
            typeof(IGrainReferenceRuntime), AgentCalls.Orleans,
            own?.ImplementationType ?? throw new InvalidOperationException(
                "Orleans registers its way from references to grains differently: see decision 0006."),
            own.Lifetime));
        services.AddSingleton<IGrainReferenceRuntime, AgentCalls>();
    }

    /// <summary>An agent comes back at once: the pause before the next attempt is made by the delivery, which alone knows
    /// what failed, and ends it when there is a hurry. Never zero, or an agent would not let anybody else have a
    /// turn.</summary>
    private sealed class AgentBackoff : IMessageDeliveryBackoffProvider
    {
        public TimeSpan Next(int attempt) => Tick;
    }

    private sealed class StreamsStopFirst(JournalStreams streams) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => streams.Stop();
    }

    /// <summary>Reads and keeps while the silo is there: from before its agents start until after they have
    /// stopped.</summary>
    private sealed class JournalStreamsLife(
        JournalStreams streams, IOptions<SiloMessagingOptions> messaging, StreamOptions options)
        : ILifecycleParticipant<ISiloLifecycle>, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _running = Task.CompletedTask;

        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(JournalStreams), ServiceLifecycleStage.BecomeActive, Start, Stop);

        public void Dispose() => _stop.Dispose();

        private Task Start(CancellationToken cancellation)
        {
            options.CallLimit = messaging.Value.ResponseTimeout;
            _running = Task.Run(() => streams.Run(_stop.Token), CancellationToken.None);
            return Task.CompletedTask;
        }

        private async Task Stop(CancellationToken cancellation)
        {
            await _stop.CancelAsync();
            await _running.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
