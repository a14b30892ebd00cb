using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Journal;

/// <summary>One pure step from an old stored shape to the next one.</summary>
public sealed record Upcast(string FromType, string ToType, Func<JsonObject, JsonObject> Convert);

/// <summary>What the codec knows of events.</summary>
public sealed class EventCodecOptions
{
    /// <summary>Looked through once, at start, for classes with <see cref="StoredAsAttribute"/>.</summary>
    public IList<Assembly> Assemblies { get; } = [];

    /// <summary>Single event classes, in addition.</summary>
    public IList<Type> Types { get; } = [];

    /// <summary>Source-generated contexts; without any, reflection is used, which is for tests only.</summary>
    public IList<IJsonTypeInfoResolver> Resolvers { get; } = [];

    public IList<Upcast> Upcasts { get; } = [];
}
