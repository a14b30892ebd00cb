using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>A silo in this process: the directory of activations, and the way to them.</summary>
public sealed partial class SimulatedSilo
{
    private static readonly Func<GrainId, SimulatedSilo, GrainActivation> NewActivation =
        static (id, silo) =>
            new(silo, silo.catalog.ByType(id.Type), id, Interlocked.Increment(ref silo.activationCount));

    private readonly ConcurrentDictionary<GrainId, GrainActivation> activations = new();
    private readonly IGrainFactory grains;
    private readonly OneSiloManifest catalog;
    private readonly Serializer<object> serializer;
    private readonly IdleCollector collector;
    private IIncomingGrainCallFilter[]? incomingFilters;
    private IOutgoingGrainCallFilter[]? outgoingFilters;
    private long activationCount;
    private volatile bool stopping, stopped;

    public SimulatedSilo(IServiceProvider services, SimulatorOptions options)
    {
        Services = services;
        Options = options;
        Time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        Scheduler = options.Scheduler;
        Log = services.GetService<ILoggerFactory>()?.CreateLogger("PosSaga.Simulator") ?? NullLogger.Instance;
        grains = services.GetRequiredService<IGrainFactory>();
        catalog = services.GetRequiredService<OneSiloManifest>();
        serializer = services.GetRequiredService<Serializer<object>>();
        Copier = services.GetRequiredService<DeepCopier>();
        ResponseCopier = services.GetRequiredService<DeepCopier<Response>>();
        // One shard when every interleaving is decided: the order of time-outs must not depend on processors.
        Timeouts = new CallTimeouts(Time, options.CallTimeout, 1);
        collector = new IdleCollector(this);
    }

    /// <summary>Asked about every call; a simulation loses some. Null: all arrive.</summary>
    public Func<GrainId, MethodInfo, CallFate>? Fates { get; set; }

    /// <summary>How many activations there are now.</summary>
    public int ActivationCount => activations.Count;

    internal IServiceProvider Services { get; }

    internal DeepCopier Copier { get; }

    internal DeepCopier<Response> ResponseCopier { get; }

    internal SimulatorOptions Options { get; }

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

    public IGrainFactory Grains => grains;

    public T GetGrain<T>(string key) where T : IGrainWithStringKey => grains.GetGrain<T>(key);

    public T GetGrain<T>(GrainId id) where T : IAddressable => grains.GetGrain<T>(id);

    public IGrain GetGrain(Type grainInterface, string key) => grains.GetGrain(grainInterface, key);

    /// <summary>Through bytes and back, as between two processes.</summary>
    internal T Wire<T>(T value) where T : class =>
        (T)serializer.Deserialize(serializer.SerializeToArray(value))!;

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

        if (Fates is { } fates && call.Method is { } method)
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
