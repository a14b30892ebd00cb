using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Concurrency;

namespace PosSaga.Simulator;

/// <summary>A grain class and its attributes.</summary>
internal sealed class GrainClass
{
    private readonly Type type;
    private readonly GrainConstructorArgumentFactory arguments;
    private readonly ObjectFactory factory;

    public GrainClass(Type type, IServiceProvider services, SimulatorOptions options)
    {
        if (type.IsDefined(typeof(StatelessWorkerAttribute), inherit: true))
            throw NotSimulated.Because($"{type.Name} is a stateless worker", "There is one activation for each key.");
        if (type.IsDefined(typeof(MayInterleaveAttribute), inherit: true))
            throw NotSimulated.Because(
                $"{type.Name} is marked with [MayInterleave]", "Use [Reentrant], [AlwaysInterleave] or [ReadOnly].");
        this.type = type;
        arguments = new GrainConstructorArgumentFactory(services, type);
        factory = OrleansRegistrations.FactoryOf(type, arguments.ArgumentTypes);
        Reentrant = type.IsDefined(typeof(ReentrantAttribute), inherit: true);
        var limit = type.GetCustomAttribute<CollectionAgeLimitAttribute>();
        if (limit is not { AlwaysActive: true })
            CollectionAge = options.InQuanta(limit?.AgeLimit ?? options.CollectionAge);
    }

    public bool Reentrant { get; }

    /// <summary>In periods of the idle collector; null: never.</summary>
    public int? CollectionAge { get; }

    public object Create(IGrainContext context)
    {
        try
        {
            return factory(context.ActivationServices, arguments.CreateArguments(context));
        }
        catch (Exception error)
        {
            // The message is the same as Orleans'.
            throw new InvalidOperationException(
                $"Failed to create an instance of grain type '{type}'. See InnerException for details.", error);
        }
    }

    public static async Task Dispose(object instance)
    {
        if (instance is IAsyncDisposable later)
            await later.DisposeAsync();
        else
            (instance as IDisposable)?.Dispose();
    }
}
