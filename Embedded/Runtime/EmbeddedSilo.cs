using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>A silo in this process: the directory of activations, and the way to them.</summary>
public sealed partial class EmbeddedSilo : IClusterClient
{
    private static readonly Func<GrainId, EmbeddedSilo, GrainActivation> NewActivation =
        static (id, silo) =>
            new(silo, silo.catalog.ByType(id.Type), id, Interlocked.Increment(ref silo.activationCount));

    private readonly ConcurrentDictionary<GrainId, GrainActivation> activations = new();
    private readonly ConcurrentDictionary<Type, Reachable> interfaces = new();
    private readonly GrainCatalog catalog;
    private readonly IdleCollector collector;
    private IIncomingGrainCallFilter[]? incomingFilters;
    private IOutgoingGrainCallFilter[]? outgoingFilters;
    private long activationCount;
    private volatile bool stopping, stopped;

    public EmbeddedSilo(IServiceProvider services, EmbeddedOptions options)
    {
        Services = services;
        Options = options;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Scheduler = options.Scheduler ?? ThreadPoolTurns.Instance;
        Log = services.GetService<ILoggerFactory>()?.CreateLogger("PosSaga.Embedded") ?? NullLogger.Instance;
        catalog = new GrainCatalog(options.GrainAssemblies, options.GrainClasses);
        // One shard when every interleaving is decided: the order of time-outs must not depend on processors.
        Timeouts = new CallTimeouts(
            Time, options.CallTimeout, options.Scheduler is null ? Environment.ProcessorCount : 1);
        collector = new IdleCollector(this);
    }

    /// <summary>Asked about every call; a simulation loses some. Null: all arrive.</summary>
    public Func<GrainId, MethodInfo, CallFate>? Fates { get; set; }

    /// <summary>How many activations there are now.</summary>
    public int ActivationCount => activations.Count;

    IServiceProvider IClusterClient.ServiceProvider => Services;

    internal IServiceProvider Services { get; }

    internal EmbeddedOptions Options { get; }

    internal TimeProvider Time { get; }

    internal ITurnScheduler Scheduler { get; }

    internal ILogger Log { get; }

    internal CallTimeouts Timeouts { get; }

    /// <summary>Counts the collector's rounds: a clock that costs nothing to read.</summary>
    internal int Epoch => collector.Epoch;

    // Resolved late: a filter may itself want the grain factory.
    internal IIncomingGrainCallFilter[] IncomingFilters =>
        incomingFilters ??= Services.GetServices<IIncomingGrainCallFilter>().ToArray();

    internal IOutgoingGrainCallFilter[] OutgoingFilters =>
        outgoingFilters ??= Services.GetServices<IOutgoingGrainCallFilter>().ToArray();

    public TGrainInterface GetGrain<TGrainInterface>(string primaryKey, string? grainClassNamePrefix = null)
        where TGrainInterface : IGrainWithStringKey
    {
        var reachable = Find(typeof(TGrainInterface));
        return (TGrainInterface)(object)reachable.Reference(this, GrainId.Create(reachable.GrainType, primaryKey));
    }

    /// <summary>Also of an interface that many classes implement: the id says which.</summary>
    public TGrainInterface GetGrain<TGrainInterface>(GrainId grainId) where TGrainInterface : IAddressable =>
        (TGrainInterface)(object)Find(typeof(TGrainInterface)).Reference(this, grainId);

    public IGrain GetGrain(Type grainInterfaceType, string grainPrimaryKey)
    {
        var reachable = Find(grainInterfaceType);
        return (IGrain)(object)reachable.Reference(this, GrainId.Create(reachable.GrainType, grainPrimaryKey));
    }

    /// <summary>Hands an item of a stream to one subscriber, which is told of the subscription before its first item.
    /// Completes when it is handled.</summary>
    /// <exception cref="Exception">Whatever the subscriber threw, or a call's: whether it was handled is
    /// unknown.</exception>
    public Task Deliver<T>(GrainId subscriber, string provider, StreamId stream, T item, long number) =>
        new StreamItem<T>(provider, stream, item, new NumberToken(number)).SendTo(this, subscriber);

    /// <summary>What is active, oldest first: the directory's own order depends on its history.</summary>
    internal GrainActivation[] InOrder() => [.. activations.Values.OrderBy(a => a.Number)];

    internal ICollection<GrainActivation> Activations() => activations.Values;

    internal void Remove(GrainActivation activation) => activations.TryRemove(new(activation.GrainId, activation));

    internal void Dispatch(GrainCall call)
    {
        if (stopping && (stopped || call.Source is null))
        {
            call.Fail(new SiloUnavailableException("The silo is stopping."));
            return;
        }

        if (Fates is { } fates && call.Method.Method is { } method)
        {
            var fate = fates(call.Target, method);
            if (fate == CallFate.LoseRequest)
                return;
            call.LoseReply |= fate == CallFate.LoseReply;
        }

        if (!activations.TryGetValue(call.Target, out var activation))
        {
            activation = activations.GetOrAdd(call.Target, NewActivation, this);
            collector.Start();
        }

        call.Activation = activation;
        activation.Enqueue(call);
    }

    private Reachable Find(Type type) =>
        interfaces.TryGetValue(type, out var known) ? known : interfaces.GetOrAdd(type, Add, catalog);

    private static Reachable Add(Type type, GrainCatalog catalog) =>
        new(ProxyBuilder.For(type), catalog);

    private sealed class Reachable(GrainInterface grainInterface, GrainCatalog catalog)
    {
        private GrainClass? only;

        /// <exception cref="ArgumentException">No class implements it, or several do.</exception>
        public GrainType GrainType => (only ??= catalog.ByInterface(grainInterface.Type)).GrainType;

        public GrainProxy Reference(EmbeddedSilo silo, GrainId id) =>
            grainInterface.NewProxy().Bind(silo, grainInterface, id);
    }
}

/// <summary>What becomes of a call on its way.</summary>
public enum CallFate
{
    Deliver,

    /// <summary>It never arrives; the caller times out.</summary>
    LoseRequest,

    /// <summary>It is done, but the caller times out.</summary>
    LoseReply,
}
