using Microsoft.Extensions.DependencyInjection;
using Orleans.Core.Internal;

namespace PosSaga.Simulator;

/// <summary>Orleans' <see cref="IGrainContext"/>.</summary>
internal sealed partial class GrainActivation
    : IGrainContext, IGrainExtensionBinder, IWorkItemScheduler, ICallChainReentrantGrainContext
{
    private readonly TaskCompletionSource deactivated = new();
    private readonly Dictionary<Type, object> components = [];
    private SimulatedGrainLifecycle? lifecycle;
    private AsyncServiceScope? scope;
    private GrainReference? self;
    private GrainAddress? address;

    public GrainId GrainId { get; }

    public object? GrainInstance { get; private set; }

    public IServiceProvider ActivationServices => (scope ??= Silo.Services.CreateAsyncScope()).ServiceProvider;

    public GrainReference GrainReference => self ??= (GrainReference)Silo.Grains.GetGrain(GrainId);

    public ActivationId ActivationId => Address.ActivationId;

    // Not random, so that it is the same in every run.
    public GrainAddress Address => address ??= new()
    {
        GrainId = GrainId,
        SiloAddress = SimulatedSilo.Address,
        ActivationId = new(new Guid(Number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)),
    };

    public IGrainLifecycle ObservableLifecycle => lifecycle ??= new(Silo.Log);

    public IWorkItemScheduler Scheduler => this;

    public Task Deactivated => deactivated.Task;

    public object? GetTarget() => GrainInstance;

    public object? GetComponent(Type componentType)
    {
        if (componentType.IsInstanceOfType(GrainInstance))
            return GrainInstance;
        if (componentType.IsInstanceOfType(this))
            return this;
        if (components.TryGetValue(componentType, out var component))
            return component;
        if (!typeof(IGrainExtension).IsAssignableFrom(componentType))
            return null;
        var extension = ActivationServices.GetKeyedService<IGrainExtension>(componentType);
        return extension is null ? null : components[componentType] = extension;
    }

    public void SetComponent<TComponent>(TComponent? value) where TComponent : class
    {
        if (value is null)
            components.Remove(typeof(TComponent));
        else
            components[typeof(TComponent)] = value;
    }

    public TExtension GetExtension<TExtension>() where TExtension : class, IGrainExtension =>
        (TExtension?)GetComponent(typeof(TExtension))
        ?? throw new GrainExtensionNotInstalledException($"{label} has no extension {typeof(TExtension)}.");

    public (TExtension, TInterface) GetOrSetExtension<TExtension, TInterface>(Func<TExtension> create)
        where TExtension : class, TInterface
        where TInterface : class, IGrainExtension
    {
        if (GetComponent(typeof(TInterface)) is not { } extension)
            components[typeof(TInterface)] = extension = create();
        return ((TExtension)extension, GrainReference.AsReference<TInterface>());
    }

    public bool Equals(IGrainContext? other) => ReferenceEquals(this, other);

    public void ReceiveMessage(object message) =>
        throw NotSimulated.Because($"{label} is sent a message of Orleans' own", "Call its methods.");

    public void Activate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        throw NotSimulated.Because($"{label} is told to activate", "Call one of its methods.");

    public void Rehydrate(IRehydrationContext context) => throw Migrates();

    public void Migrate(Dictionary<string, object>? requestContext, CancellationToken cancellationToken = default) =>
        throw Migrates();

    void ICallChainReentrantGrainContext.OnEnterReentrantSection(Guid reentrancyId) => throw ReentersByChain();

    void ICallChainReentrantGrainContext.OnExitReentrantSection(Guid reentrancyId) => throw ReentersByChain();

    void IWorkItemScheduler.QueueAction(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    void IWorkItemScheduler.QueueTask(Task task) => task.Start(this);

    void IWorkItemScheduler.QueueAction(Action<object> action, object state) =>
        Task.Factory.StartNew(action!, state, CancellationToken.None, TaskCreationOptions.DenyChildAttach, this);

    private NotSupportedException Migrates() =>
        NotSimulated.Because($"{label} migrates", "Kill its activation, or let it deactivate.");

    private NotSupportedException ReentersByChain() => NotSimulated.Because(
        $"{label} allows call-chain reentrancy", "Mark the methods it calls back with [AlwaysInterleave].");
}
