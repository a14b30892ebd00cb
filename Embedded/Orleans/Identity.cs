namespace Orleans.Runtime;

/// <summary>A piece of an identity. Its hash is stable over processes, unlike that of a string: the order in which
/// a simulation walks its activations must not depend on the process.</summary>
public readonly struct IdSpan : IEquatable<IdSpan>
{
    private readonly string? text;
    private readonly int hash;

    private IdSpan(string text)
    {
        this.text = text;
        hash = StableHash(text);
    }

    public bool IsDefault => text is null;

    public static IdSpan Create(string id) => new(id);

    public bool Equals(IdSpan other) => hash == other.hash && string.Equals(text, other.text, StringComparison.Ordinal);

    public override bool Equals(object? obj) => obj is IdSpan other && Equals(other);

    public override int GetHashCode() => hash;

    public override string ToString() => text ?? "";

    public static bool operator ==(IdSpan left, IdSpan right) => left.Equals(right);

    public static bool operator !=(IdSpan left, IdSpan right) => !left.Equals(right);

    private static int StableHash(string text)
    {
        uint hash = 2166136261;
        foreach (var letter in text)
            hash = (hash ^ letter) * 16777619;
        return (int)(hash ^ (hash >> 15));
    }
}

/// <summary>What kind of grain: the first part of its streams' names.</summary>
public readonly struct GrainType(IdSpan id) : IEquatable<GrainType>
{
    public IdSpan Value { get; } = id;

    public bool IsDefault => Value.IsDefault;

    public static GrainType Create(string value) => new(IdSpan.Create(value));

    public bool Equals(GrainType other) => Value.Equals(other.Value);

    public override bool Equals(object? obj) => obj is GrainType other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode();

    public override string ToString() => Value.ToString();

    public static bool operator ==(GrainType left, GrainType right) => left.Equals(right);

    public static bool operator !=(GrainType left, GrainType right) => !left.Equals(right);
}

/// <summary>One grain of the whole system, whether it is active or not: <c>{type}/{key}</c>.</summary>
public readonly struct GrainId(GrainType type, IdSpan key) : IEquatable<GrainId>
{
    public GrainType Type { get; } = type;

    public IdSpan Key { get; } = key;

    public bool IsDefault => Type.IsDefault && Key.IsDefault;

    public static GrainId Create(string type, string key) => new(GrainType.Create(type), IdSpan.Create(key));

    public static GrainId Create(GrainType type, string key) => new(type, IdSpan.Create(key));

    public static GrainId Create(GrainType type, IdSpan key) => new(type, key);

    /// <summary>The type ends at the first slash; the key may hold more of them.</summary>
    public static GrainId Parse(string value)
    {
        var cut = value.IndexOf('/', StringComparison.Ordinal);
        return cut > 0
            ? Create(value[..cut], value[(cut + 1)..])
            : throw new FormatException($"'{value}' is no grain id: there is no slash behind a grain type.");
    }

    public bool Equals(GrainId other) => Key.Equals(other.Key) && Type.Equals(other.Type);

    public override bool Equals(object? obj) => obj is GrainId other && Equals(other);

    public override int GetHashCode() => unchecked((Type.GetHashCode() * 31) + Key.GetHashCode());

    public override string ToString() => $"{Type}/{Key}";

    public static bool operator ==(GrainId left, GrainId right) => left.Equals(right);

    public static bool operator !=(GrainId left, GrainId right) => !left.Equals(right);
}
