using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>Base class of references. The subclass, one per interface, is made by <see cref="ProxyBuilder"/>.</summary>
public abstract class GrainProxy : IAddressable, IEquatable<GrainProxy>
{
    internal EmbeddedSilo Silo { get; private set; } = null!;

    internal GrainId GrainId { get; private set; }

    internal GrainInterface Interface { get; private set; } = null!;

    internal GrainProxy Bind(EmbeddedSilo silo, GrainInterface grainInterface, GrainId grainId)
    {
        Silo = silo;
        Interface = grainInterface;
        GrainId = grainId;
        return this;
    }

    public bool Equals(GrainProxy? other) =>
        other is not null && other.GrainId == GrainId && ReferenceEquals(other.Interface, Interface);

    public override bool Equals(object? obj) => Equals(obj as GrainProxy);

    public override int GetHashCode() => GrainId.GetHashCode();

    public override string ToString() => $"{GrainId} as {Interface.Type.Name}";

    /// <summary>Called by the made subclasses.</summary>
    protected Task<TResult> Send<TArgs, TResult>(int method, TArgs args) where TArgs : struct, ITuple
    {
        var call = new GrainCall<TArgs, TResult>(Silo, Interface.Methods[method], GrainId, args);
        return Silo.OutgoingFilters.Length == 0 ? call.Send() : OutgoingCall.Send(this, call);
    }
}

/// <summary>The result of a method that has none.</summary>
public readonly record struct Nothing;
