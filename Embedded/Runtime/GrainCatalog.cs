using System.Reflection;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>A grain class: what it is called and how it is made.</summary>
internal sealed class GrainClass
{
    private readonly ObjectFactory create;

    public GrainClass(Type type)
    {
        Type = type;
        Reentrant = type.IsDefined(typeof(ReentrantAttribute));
        GrainType = type.GetCustomAttribute<GrainTypeAttribute>()?.GetGrainType(null!, type)
            ?? GrainType.Create(NameByConvention(type));
        create = ActivatorUtilities.CreateFactory(type, []);
    }

    public Type Type { get; }

    public GrainType GrainType { get; }

    public bool Reentrant { get; }

    public object Create(IServiceProvider services) => create(services, []);

    private static string NameByConvention(Type type)
    {
        var name = type.Name;
        if (name.Length > "Grain".Length && name.EndsWith("Grain", StringComparison.Ordinal))
            name = name[..^"Grain".Length];
        return name.ToLowerInvariant();
    }
}

/// <summary>Which class answers for which interface.</summary>
internal sealed class GrainCatalog
{
    private readonly Dictionary<GrainType, GrainClass> byType = [];
    private readonly Dictionary<Type, List<GrainClass>> byInterface = [];

    public GrainCatalog(IEnumerable<Assembly> assemblies, Func<Type, bool> wanted)
    {
        var types = assemblies.Distinct().SelectMany(a => a.GetTypes())
            .Where(t => t is { IsClass: true, IsAbstract: false, ContainsGenericParameters: false }
                && t.IsSubclassOf(typeof(Grain)) && wanted(t));
        foreach (var type in types)
            Add(new GrainClass(type));
    }

    public GrainClass ByType(GrainType type) => byType.TryGetValue(type, out var found)
        ? found
        : throw new ArgumentException($"No grain class has the type '{type}'.");

    public GrainClass ByInterface(Type grainInterface)
    {
        if (!byInterface.TryGetValue(grainInterface, out var classes))
            throw new ArgumentException($"No grain class implements {grainInterface}.");
        if (classes.Count == 1)
            return classes[0];
        return classes.SingleOrDefault(c => grainInterface.Name == "I" + c.Type.Name)
            ?? throw new ArgumentException(
                $"{grainInterface} is implemented by {string.Join(", ", classes.Select(c => c.Type.Name))}; "
                + "which one?");
    }

    private void Add(GrainClass grainClass)
    {
        if (!byType.TryAdd(grainClass.GrainType, grainClass))
            throw new ArgumentException(
                $"{grainClass.Type} and {byType[grainClass.GrainType].Type} have the same grain type "
                + $"'{grainClass.GrainType}'.");
        foreach (var grainInterface in grainClass.Type.GetInterfaces().Where(i => i.IsAssignableTo(typeof(IGrain))))
        {
            if (!byInterface.TryGetValue(grainInterface, out var classes))
                byInterface[grainInterface] = classes = [];
            classes.Add(grainClass);
        }
    }
}
