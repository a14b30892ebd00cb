using System.Text.Json;

namespace PosSaga.Journal;

/// <summary>How personal data stands in an event: <c>{"s":subject,"c":sealed}</c>, and how a commit finds whose it
/// is.</summary>
internal static class PersonalText
{
    public const string Subject = "s";
    public const string Cipher = "c";

    // Inside a JSON string the quotes would be escaped, so this is always the beginning of an object.
    private static ReadOnlySpan<byte> Beginning => "{\"s\":\""u8;

    /// <summary>Collects the subjects of all personal data. It may take another object of the same form for one:
    /// nobody was erased under that name, so it does no harm.</summary>
    public static void CollectSubjects(ReadOnlyMemory<byte> data, ref HashSet<string>? subjects)
    {
        var rest = data.Span;
        for (var at = rest.IndexOf(Beginning); at >= 0; at = rest.IndexOf(Beginning))
        {
            rest = rest[at..];
            if (SubjectAt(rest) is { } subject)
                (subjects ??= new(StringComparer.Ordinal)).Add(subject);
            rest = rest[Beginning.Length..];
        }
    }

    private static string? SubjectAt(ReadOnlySpan<byte> data)
    {
        var reader = new Utf8JsonReader(data);
        try
        {
            reader.Read();
            reader.Read();
            reader.Read();
            var subject = reader.GetString();
            return reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(Cipher)
                ? subject
                : null;
        }
        catch (JsonException)
        {
            // Not JSON: not ours, then.
            return null;
        }
    }
}
