using System.Reflection;
using Orleans.Concurrency;

namespace PosSaga.Embedded;

/// <summary>Calls a method of a grain with arguments that lie in a tuple.</summary>
internal delegate Task Invoker<TArgs>(object grain, ref TArgs args);

/// <summary>One method of a grain interface: how it interleaves and how it is called.</summary>
internal sealed class GrainMethod
{
    public GrainMethod(Type grainInterface, MethodInfo method)
    {
        Method = method;
        InterfaceName = grainInterface.FullName!;
        ReadOnly = method.IsDefined(typeof(ReadOnlyAttribute));
        AlwaysInterleave = method.IsDefined(typeof(AlwaysInterleaveAttribute));
        OneWay = method.IsDefined(typeof(OneWayAttribute));
        TraceId = TraceHash.Of($"{InterfaceName}.{method.Name}/{method.GetParameters().Length}");
    }

    /// <summary>A pseudo-method for turns that are gated like calls: ticks of timers.</summary>
    public GrainMethod(string name, bool alwaysInterleave)
    {
        InterfaceName = name;
        AlwaysInterleave = alwaysInterleave;
        TraceId = TraceHash.Of(name);
    }

    public MethodInfo? Method { get; }

    public string InterfaceName { get; }

    public string Name => Method?.Name ?? InterfaceName;

    public bool ReadOnly { get; }

    public bool AlwaysInterleave { get; }

    public bool OneWay { get; }

    public ulong TraceId { get; }

    /// <summary>An <see cref="Invoker{TArgs}"/> for the method's own tuple of arguments.</summary>
    public Delegate Invoker { get; set; } = null!;

    public override string ToString() => Method is null ? InterfaceName : $"{InterfaceName}.{Method.Name}";
}
