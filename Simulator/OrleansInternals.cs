using System.Runtime.CompilerServices;

namespace PosSaga.Simulator;

/// <summary>The one internal API of Orleans that is needed: a grain's base constructor reads its activation from a
/// thread-static variable.</summary>
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
