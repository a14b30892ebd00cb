using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using Orleans.Runtime.Providers;
using Orleans.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>Registration of the streams that are fed from the journal.</summary>
public static class JournalStreamsHosting
{
    // Agents ask for events with each tick; the receiver then waits until it has some.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    // With every read an agent goes over all streams that it knows, so idle ones are dropped soon. An event of a
    // dropped stream costs one registration.
    private static readonly TimeSpan InactiveAfter = TimeSpan.FromSeconds(2);

    /// <summary>Delivers the journal's published events to grains with <c>[ImplicitStreamSubscription]</c>. Requires
    /// <see cref="StreamRoutes"/> and the journal's services; the silo must start after the journal's
    /// migration.</summary>
    public static ISiloBuilder AddJournalStreams(this ISiloBuilder silo, StreamOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        silo.Services.AddSingleton(options).AddSingleton<JournalQueueAdapter>();
        silo.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>, JournalStreamsLifecycle>();
        silo.Services.DecorateGrainReferenceRuntime();
        return silo.AddPersistentStreams(
            JournalQueueAdapter.ProviderName,
            (services, _) => services.GetRequiredService<JournalQueueAdapter>(),
            streams =>
            {
                streams.ConfigureStreamPubSub(StreamPubSubType.ImplicitOnly);
                streams.ConfigurePullingAgent(agent => agent.Configure(pulling =>
                {
                    pulling.GetQueueMsgsTimerPeriod = Tick;
                    pulling.StreamInactivityPeriod = InactiveAfter;
                    // The Deliverer decides how often a delivery is retried.
                    pulling.MaxEventDeliveryTime = Timeout.InfiniteTimeSpan;
                }));
                streams.ConfigureBackoffProvider((_, _) => new AgentBackoff());
                streams.ConfigurePartitionBalancing((services, _) =>
                    ActivatorUtilities.CreateInstance<EvenQueueBalancer>(services, options.QueuesPerPartition));
            });
    }

    /// <summary>Stops the streams before all other hosted services, because deliveries need grains, gateway and
    /// database. Must be called last: hosted services stop in reverse order.</summary>
    public static IServiceCollection StopStreamsFirst(this IServiceCollection services) =>
        services.AddHostedService<StreamsStop>();

    // Orleans' IGrainReferenceRuntime is an internal class, so the only way to decorate it is to take over its
    // registration and to add it again under a key. A call filter needs no such trick but slows down every call (see
    // StreamDeliveryInterceptor). The exception names the assumption if an upgrade of Orleans breaks it.
    private static void DecorateGrainReferenceRuntime(this IServiceCollection services)
    {
        var inner = services.LastOrDefault(service =>
            !service.IsKeyedService && service.ServiceType == typeof(IGrainReferenceRuntime));
        var type = inner?.ImplementationType ?? throw new InvalidOperationException(
            "Orleans does not register IGrainReferenceRuntime by its class: see decision 0006.");
        services.Add(new ServiceDescriptor(
            typeof(IGrainReferenceRuntime), StreamDeliveryInterceptor.InnerKey, type, inner.Lifetime));
        services.AddSingleton<IGrainReferenceRuntime, StreamDeliveryInterceptor>();
    }

    /// <summary>The agent retries at once; the delay before the next attempt is part of the delivery, which knows what
    /// failed and can end the delay early. Not zero, because the agent would not yield to other work.</summary>
    private sealed class AgentBackoff : IMessageDeliveryBackoffProvider
    {
        public TimeSpan Next(int attempt) => Tick;
    }

    private sealed class StreamsStop(JournalQueueAdapter streams) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => streams.Stop();
    }

    /// <summary>Runs the adapter's loops from before the silo's agents start until after they have stopped.</summary>
    private sealed class JournalStreamsLifecycle(
        JournalQueueAdapter streams, IOptions<SiloMessagingOptions> messaging, StreamOptions options)
        : ILifecycleParticipant<ISiloLifecycle>, IDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private Task _running = Task.CompletedTask;

        public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
            nameof(JournalQueueAdapter), ServiceLifecycleStage.BecomeActive, Start, Stop);

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
