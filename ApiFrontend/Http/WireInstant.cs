using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PosSaga.Api;

/// <summary>Timestamps to the microsecond, which is what is stored: the same instant reads the same by id, in a list
/// and after a restart.</summary>
internal sealed class WireInstant : JsonConverter<DateTimeOffset>
{
    private const string Format = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && Instants.TryParse(reader.GetString()!, out var instant)
            ? instant
            : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[Format.Length];
        if (!value.UtcDateTime.TryFormat(text, out var length, Format, CultureInfo.InvariantCulture))
            throw new FormatException("A timestamp has no more characters than its format.");
        writer.WriteStringValue(text[..length]);
    }
}
