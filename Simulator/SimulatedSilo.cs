using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Orleans.Serialization.Invocation;
using Orleans.Serialization;

namespace PosSaga.Simulator;

/// <summary>A silo with its directory of activations.</summary>
public sealed class SimulatedSilo
{
    /// <summary>What grains get as the silo's address; nothing listens there.</summary>
    internal static readonly SiloAddress Address = SiloAddress.New(IPAddress.Loopback, 11111, 1);

    private readonly Dictionary<GrainId, GrainActivation> activations = [];
    private readonly Dictionary<Type, CalledMethod> methods = [];
    private readonly SimulatedClusterManifest manifest;
    private readonly Serializer<object> serializer;
    private readonly IdleCollector collector;
    private readonly SeededRandom arrivals, serializations;
    private readonly CallSerialization serialization;
    private int activationsEver;
    private bool stopping, stopped;

    internal SimulatedSilo(IServiceProvider services, DeterministicScheduler scheduler, SimulatorOptions options)
    {
        Services = services;
        Options = options;
        Scheduler = scheduler;
        Log = services.GetService<ILoggerFactory>()?.CreateLogger("PosSaga.Simulator") ?? NullLogger.Instance;
        Grains = services.GetRequiredService<IGrainFactory>();
        manifest = services.GetRequiredService<SimulatedClusterManifest>();
        serializer = services.GetRequiredService<Serializer<object>>();
        Copier = services.GetRequiredService<DeepCopier>();
        ResponseCopier = services.GetRequiredService<DeepCopier<Response>>();
        Timeouts = new CallTimeouts(Time);
        collector = new IdleCollector(this);
        var random = scheduler.NewSiloRandom();
        (arrivals, serializations) = (random.Fork(), random.Fork());
        serialization = options.Serialization == CallSerialization.BySeed
            ? (CallSerialization)Math.Max((int)CallSerialization.None, serializations.Next(4))
            : options.Serialization;
    }

    public IGrainFactory Grains { get; }

    /// <summary>Decides the fault of each call; null: none.</summary>
    public Func<GrainId, MethodInfo, CallFate>? Fates { get; set; }

    public int ActivationCount => activations.Count;

    internal IServiceProvider Services { get; }

    internal DeepCopier Copier { get; }

    internal DeepCopier<Response> ResponseCopier { get; }

    internal SimulatorOptions Options { get; }

    internal DeterministicScheduler Scheduler { get; }

    internal VirtualTimeProvider Time => Scheduler.Time;

    internal ILogger Log { get; }

    internal CallTimeouts Timeouts { get; }

    internal int Epoch => collector.Epoch;

    // Resolved on first use, because a filter may depend on the grain factory.
    internal IIncomingGrainCallFilter[] IncomingFilters =>
        field ??= [.. Services.GetServices<IIncomingGrainCallFilter>()];

    internal IOutgoingGrainCallFilter[] OutgoingFilters =>
        field ??= [.. Services.GetServices<IOutgoingGrainCallFilter>()];

    public T GetGrain<T>(string key) where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public T GetGrain<T>(GrainId id) where T : IAddressable => Grains.GetGrain<T>(id);

    internal bool NextCallIsSerialized() =>
        serialization == CallSerialization.All
        || (serialization == CallSerialization.Some && serializations.Chance(0.5));

    /// <summary>Serializes and deserializes the value.</summary>
    internal T RoundTrip<T>(T value) where T : class =>
        (T)serializer.Deserialize(serializer.SerializeToArray(value))!;

    /// <summary>Index at which the next call is inserted among those that wait for a new activation.</summary>
    internal int NextArrival(int waiting) => waiting == 0 ? 0 : arrivals.Next(waiting + 1);

    internal CalledMethod Describe(IInvokable request)
    {
        if (!methods.TryGetValue(request.GetType(), out var method))
            methods.Add(request.GetType(), method = new CalledMethod(request));
        return method;
    }

    internal void Send(GrainCall call, MethodInfo method)
    {
        var fate = Fates?.Invoke(call.Target, method) ?? CallFate.Deliver;
        if (fate == CallFate.LoseRequest)
            return;
        call.LoseReply = fate == CallFate.LoseReply;
        if (call.IsSerialized)
            new RequestTransfer(Scheduler, call).Start();
        else
            Dispatch(call);
    }

    /// <summary>Passes a call to its activation, which is created if there is none.</summary>
    internal void Dispatch(GrainCall call)
    {
        if (stopping && (stopped || call.Source is null))
        {
            call.Fail(new SiloUnavailableException("The silo is stopping."));
            return;
        }

        if (!activations.TryGetValue(call.Target, out var activation))
        {
            if (!TryCreate(call, out activation))
                return;
            collector.Start();
        }

        call.Activation = activation;
        activation.Enqueue(call);
    }

    internal void Remove(GrainActivation activation)
    {
        if (activations.TryGetValue(activation.GrainId, out var current) && ReferenceEquals(current, activation))
            activations.Remove(activation.GrainId);
    }

    /// <summary>All activations, oldest first. The directory's own order is not reproducible.</summary>
    internal GrainActivation[] InOrder()
    {
        var all = new GrainActivation[activations.Count];
        activations.Values.CopyTo(all, 0);
        Array.Sort(all, static (one, other) => one.Number.CompareTo(other.Number));
        return all;
    }

    private bool TryCreate(GrainCall call, [NotNullWhen(true)] out GrainActivation? created)
    {
        created = null;
        GrainClass grainClass;
        try
        {
            grainClass = manifest.ByType(call.Target.Type);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException or OrleansException)
        {
            call.Fail(error);
            return false;
        }

        created = new GrainActivation(this, grainClass, call.Target, ++activationsEver);
        activations.Add(call.Target, created);
        created.BeginActivation(call.RequestContext);
        return true;
    }

    /// <summary>Deactivates all grains, then refuses all calls.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        stopping = true;
        collector.Stop();
        using var timeout = new CancellationTokenSource(SimulatorOptions.StopTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, timeout.Token);
        try
        {
            // Repeated, because a call that still runs may activate another grain.
            while (activations.Count > 0)
            {
                var ending = InOrder();
                foreach (var activation in ending)
                    activation.Deactivate(
                        new(DeactivationReasonCode.ShuttingDown, "The silo stops."), CancellationToken.None);
                await Task.WhenAll(ending.Select(a => a.Deactivated)).WaitAsync(either.Token);
            }
        }
        catch (OperationCanceledException)
        {
            Log.LogWarning("{Count} activations did not end in time and are left behind", activations.Count);
        }

        stopped = true;
    }

    /// <summary>Kills activations as a crash of their silo would; returns their number.</summary>
    public int KillActivations(Func<IGrainContext, bool> which, KillNotice notice = KillNotice.AtOnce)
    {
        var killed = Array.FindAll(InOrder(), activation => which(activation));
        foreach (var activation in killed)
            activation.Kill(notice);
        return killed.Length;
    }

    /// <summary>Kills all activations; the silo goes on empty, as after a restart.</summary>
    public int KillAll(KillNotice notice = KillNotice.AtOnce) => KillActivations(static _ => true, notice);
}
