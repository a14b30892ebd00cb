using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>The only thing of Orleans that is not public and that a host of grains cannot do without: a grain's base
/// constructor asks a thread-static which activation it is made for.</summary>
internal static class OrleansInternals
{
    private const string RuntimeContext = "Orleans.Runtime.RuntimeContext, Orleans.Core.Abstractions";

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "SetExecutionContext")]
    private static extern void Set(
        [UnsafeAccessorType(RuntimeContext)] object? type, IGrainContext? context, out IGrainContext? before);

    [UnsafeAccessor(UnsafeAccessorKind.StaticMethod, Name = "ResetExecutionContext")]
    private static extern void Reset([UnsafeAccessorType(RuntimeContext)] object? type, IGrainContext? context);

    public static IGrainContext? Enter(IGrainContext? context)
    {
        Set(null, context, out var before);
        return before;
    }

    public static void Leave(IGrainContext? before) => Reset(null, before);
}
