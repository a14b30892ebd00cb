using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Serialization;
using Orleans;

namespace PosSaga.Simulator;

/// <summary>A silo in this process: the directory of activations, and the way to them.</summary>
public sealed class SimulatedSilo
{
    /// <summary>Nobody listens there; it is what grains are told when they ask.</summary>
    internal static readonly SiloAddress OnlyAddress = SiloAddress.New(IPAddress.Loopback, 11111, 1);

    private readonly Dictionary<GrainId, GrainActivation> activations = [];
    private readonly Dictionary<Type, CalledMethod> methods = [];
    private readonly SimulatedClusterManifest manifest;
    private readonly Serializer<object> serializer;
    private readonly IdleCollector collector;
    private readonly SeededRandom arrivals, wires;
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
        (arrivals, wires) = (random.Fork(), random.Fork());
        serialization = options.Serialization == CallSerialization.BySeed
            ? (CallSerialization)Math.Max((int)CallSerialization.None, wires.Next(4))
            : options.Serialization;
    }

    public IGrainFactory Grains { get; }

    /// <summary>Asked about every call; a simulation loses some. Null: all arrive.</summary>
    public Func<GrainId, MethodInfo, CallFate>? Fates { get; set; }

    /// <summary>How many activations there are now.</summary>
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

    // Resolved late: a filter may itself want the grain factory.
    internal IIncomingGrainCallFilter[] IncomingFilters =>
        field ??= [.. Services.GetServices<IIncomingGrainCallFilter>()];

    internal IOutgoingGrainCallFilter[] OutgoingFilters =>
        field ??= [.. Services.GetServices<IOutgoingGrainCallFilter>()];

    public T GetGrain<T>(string key) where T : IGrainWithStringKey => Grains.GetGrain<T>(key);

    public T GetGrain<T>(GrainId id) where T : IAddressable => Grains.GetGrain<T>(id);

    internal bool NextCallIsByWire() =>
        serialization == CallSerialization.All || (serialization == CallSerialization.Some && wires.Chance(0.5));

    /// <summary>Through bytes and back, as between two processes.</summary>
    internal T Wire<T>(T value) where T : class =>
        (T)serializer.Deserialize(serializer.SerializeToArray(value))!;

    /// <summary>Where among those that wait for a new activation the next call comes in.</summary>
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
        if (call.IsByWire)
            new Delivery(Scheduler, call).Start();
        else
            Dispatch(call);
    }

    /// <summary>To the activation that there is, or a new one.</summary>
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

    /// <summary>What is active, oldest first: the directory's own order depends on its history.</summary>
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

    // How activations end: asked to, or as in a crash.

    /// <summary>Lets calls finish and activations end, then refuses everything.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        stopping = true;
        collector.Stop();
        using var patience = new CancellationTokenSource(Options.StopTimeout, Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, patience.Token);
        try
        {
            // In rounds, because a call that still runs may wake another grain.
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

    /// <summary>Kills activations as a crash of their silo would. Returns how many.</summary>
    public int KillActivations(Func<IGrainContext, bool> which, KillNotice notice = KillNotice.AtOnce)
    {
        var killed = Array.FindAll(InOrder(), activation => which(activation));
        foreach (var activation in killed)
            activation.Kill(notice);
        return killed.Length;
    }

    /// <summary>Kills them all at once; the silo goes on empty, as a restarted one would.</summary>
    public int KillAll(KillNotice notice = KillNotice.AtOnce) => KillActivations(static _ => true, notice);
}
