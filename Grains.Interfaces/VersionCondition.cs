using System.Globalization;

namespace PosSaga;

/// <summary>The versions of which a caller wants one to be the present one (<c>If-Match</c>), decided beside the
/// command itself. A command without one is carried out whatever the version is.</summary>
/// <param name="Versions">As entity tags name them; empty where no tag could ever match (weak, or nobody's).</param>
/// <param name="Offset">What the entity tag counts besides the events of the stream that decides.</param>
[GenerateSerializer, Immutable, Alias("possaga.version-condition")]
public sealed record VersionCondition(IReadOnlyList<long> Versions, long Offset = 0)
{
    public bool Holds(long version) => Versions.Contains(version + Offset);

    /// <summary>True for any version of the range, both ends included.</summary>
    public bool HoldsWithin(long first, long last) =>
        Versions.Any(version => version - Offset >= first && version - Offset <= last);

    /// <summary>Of an entity tag that counts so many events of another stream as well.</summary>
    public VersionCondition Above(long other) => this with { Offset = Offset + other };

    /// <summary>What was asked for and what is, as entity tags show them.</summary>
    public string Text(long version)
    {
        var tags = string.Join(", ", Versions.Select(Tag));
        return $"If-Match asks for {(tags.Length == 0 ? "a tag that never matches" : tags)}; "
            + $"the version is {Tag(version + Offset)}.";
    }

    private static string Tag(long version) => string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");
}
