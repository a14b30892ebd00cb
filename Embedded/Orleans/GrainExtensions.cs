using Orleans.Runtime;
using PosSaga.Embedded;

namespace Orleans;

/// <summary>Identity of grains and references.</summary>
public static class GrainExtensions
{
    public static GrainId GetGrainId(this IAddressable grain) => grain switch
    {
        GrainProxy reference => reference.GrainId,
        IGrainBase instance => instance.GrainContext.GrainId,
        _ => throw new ArgumentException(
            $"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
    };

    public static string GetPrimaryKeyString(this IAddressable grain) => grain.GetGrainId().Key.ToString();

    /// <summary>A reference to hand out: the object itself must never leave its activation.</summary>
    public static TGrainInterface AsReference<TGrainInterface>(this IAddressable grain)
        where TGrainInterface : IAddressable =>
        grain switch
        {
            GrainProxy reference => reference.Silo.GetGrain<TGrainInterface>(reference.GrainId),
            IGrainBase { GrainContext: GrainActivation activation } =>
                activation.Silo.GetGrain<TGrainInterface>(activation.GrainId),
            _ => throw new ArgumentException(
                $"{grain.GetType()} is neither a grain nor a reference to one.", nameof(grain)),
        };
}
