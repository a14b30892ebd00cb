namespace Orleans.Runtime;

/// <summary>A stream: its namespace and its key.</summary>
public readonly struct StreamId : IEquatable<StreamId>
{
    private readonly IdSpan text;
    private readonly int keyIndex;

    private StreamId(string ns, string key)
    {
        text = IdSpan.Create(ns + key);
        keyIndex = ns.Length;
    }

    public static StreamId Create(string? ns, string key) => new(ns ?? "", key);

    public string? GetNamespace() => keyIndex == 0 ? null : text.ToString()[..keyIndex];

    public string GetKeyAsString() => text.ToString()[keyIndex..];

    /// <summary>Orleans takes two ids for one when their texts are the same in a row, wherever the namespace
    /// ends.</summary>
    public bool Equals(StreamId other) => text == other.text;

    public override bool Equals(object? obj) => obj is StreamId other && Equals(other);

    public override int GetHashCode() => text.GetHashCode();

    public override string ToString() => $"{GetNamespace() ?? "null"}/{GetKeyAsString()}";

    public static bool operator ==(StreamId s1, StreamId s2) => s1.Equals(s2);

    public static bool operator !=(StreamId s1, StreamId s2) => !s1.Equals(s2);
}
