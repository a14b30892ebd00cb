using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>A grain in memory: its object, its turns, the calls that run and those that wait.</summary>
/// <remarks>All fields belong to its turns unless said otherwise.</remarks>
internal sealed partial class GrainActivation : TurnQueue, IGrainContext, IWorkItemScheduler
{
    private readonly TaskCompletionSource deactivated = new();
    private readonly string label;
    private readonly Dictionary<Type, object> components = [];
    private SimulatedLifecycle? lifecycle;
    private IServiceScope? scope;
    private GrainReference? self;
    private State state = State.Activating;

    public GrainActivation(SimulatedSilo silo, GrainClass grainClass, GrainId grainId, long number)
        : base(silo.Scheduler)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        Number = number;
        label = $"{grainId}#{number}";
        TraceId = TraceHash.Of(label);
        Seed(new ActivateTurn(this));
    }

    private enum State
    {
        Activating,
        Active,
        Deactivating,
        Dead,
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    public static new GrainActivation? Current => TaskScheduler.Current as GrainActivation;

    public SimulatedSilo Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    /// <summary>Counts activations of this silo: their order, without a clock and without random ids.</summary>
    public long Number { get; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => (scope ??= Silo.Services.CreateScope()).ServiceProvider;

    public GrainReference GrainReference => self ??= (GrainReference)Silo.Services.GetRequiredService<IGrainFactory>().GetGrain(GrainId);

    /// <summary>By number: a random id would be another in every run.</summary>
    public ActivationId ActivationId => Address.ActivationId;

    public GrainAddress Address => field ??= new()
    {
        GrainId = GrainId, SiloAddress = SimulatedRuntime.Address,
        ActivationId = new(new Guid((int)Number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    };

    public IGrainLifecycle ObservableLifecycle => lifecycle ??= new(Silo.Log);

    public IWorkItemScheduler Scheduler => this;

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType) =>
        componentType.IsInstanceOfType(GrainInstance) ? GrainInstance
        : componentType.IsInstanceOfType(this) ? this
        : components.GetValueOrDefault(componentType) ?? ActivationServices.GetService(componentType);

    public void SetComponent<TComponent>(TComponent? value) where TComponent : class
    {
        if (value is null)
            components.Remove(typeof(TComponent));
        else
            components[typeof(TComponent)] = value;
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public void ReceiveMessage(object message) => throw new NotSupportedException();

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public void Rehydrate(IRehydrationContext context) => throw new NotSupportedException();

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default)
    {
    }

    void IWorkItemScheduler.QueueAction(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    void IWorkItemScheduler.QueueTask(Task task) => task.Start(this);

    void IWorkItemScheduler.QueueAction(Action<object> action, object state) =>
        Task.Factory.StartNew(action!, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    public IIncomingGrainCallFilter[] IncomingFilters => Silo.IncomingFilters;

    public Task Deactivated => deactivated.Task;

    public override string Label => label;

    internal override ulong TraceId { get; }

    /// <summary>Its activation failed, or it is gone: from any thread.</summary>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(Current, this))
            Close(deactivationReason);
        else
            Enqueue(new DeactivateTurn(this, deactivationReason));
    }

    /// <summary>Dies as in a crash: no code of it runs any more, not even what it is waiting for.</summary>
    public void Kill(KillNotice notice)
    {
        Silo.Remove(this);
        var dropped = KillTurns();
        state = State.Dead;
        DisposeTimers();
        deactivated.TrySetResult();
        if (notice == KillNotice.AfterTimeout)
            return;

        var error = new SiloUnavailableException($"{label} died; whether its calls were done is unknown.");
        foreach (var call in dropped.OfType<GrainCall>().Concat(running).Concat(TakeWaiting()).ToArray())
            call.Fail(error);
    }

    internal void LogFailure(Exception error, string during)
    {
        if (Silo.Log.IsEnabled(LogLevel.Warning))
            Silo.Log.LogWarning(error, "{Grain} failed during {During}", label, during);
    }

    private sealed class ActivateTurn(GrainActivation activation) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("activate");

        public void Run() => _ = activation.ActivateAsync();
    }

    private sealed class DeactivateTurn(GrainActivation activation, DeactivationReason reason) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("deactivate");

        public void Run() => activation.Close(reason);
    }
}

/// <summary>What callers of a killed activation notice.</summary>
public enum KillNotice
{
    /// <summary>A broken connection: an error with unknown outcome at once.</summary>
    AtOnce,

    /// <summary>Silence: they time out.</summary>
    AfterTimeout,
}
