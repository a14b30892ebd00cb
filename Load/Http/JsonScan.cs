using System.Text;
using System.Text.Json;

namespace PosSaga.Load.Http;

/// <summary>Reads one value out of an answer without building objects: the client must not take the processor that it
/// measures.</summary>
internal static class JsonScan
{
    /// <summary>A string property of the outermost object; null when it is missing, null or no string.</summary>
    public static string? Text(ReadOnlySpan<byte> json, string property)
    {
        var reader = new Utf8JsonReader(json);
        return Find(ref reader, property) && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
    }

    /// <summary>The same of an object within it.</summary>
    public static string? Text(ReadOnlySpan<byte> json, string outer, string property)
    {
        var reader = new Utf8JsonReader(json);
        return Find(ref reader, outer) && reader.TokenType == JsonTokenType.StartObject && Find(ref reader, property)
            && reader.TokenType == JsonTokenType.String
                ? reader.GetString()
                : null;
    }

    /// <summary>A number; of a money property, its amount.</summary>
    public static long? Number(ReadOnlySpan<byte> json, string property)
    {
        var reader = new Utf8JsonReader(json);
        if (!Find(ref reader, property))
            return null;
        if (reader.TokenType == JsonTokenType.StartObject && !Find(ref reader, "amount"))
            return null;
        return reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
    }

    // Leaves the reader on the value of the property; works on the object that the reader stands before or on.
    private static bool Find(ref Utf8JsonReader reader, string property)
    {
        Span<byte> name = stackalloc byte[64];
        name = name[..Encoding.UTF8.GetBytes(property, name)];
        try
        {
            if (reader.TokenType != JsonTokenType.StartObject
                && (!reader.Read() || reader.TokenType != JsonTokenType.StartObject))
                return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals(name);
                if (!reader.Read())
                    return false;
                if (found)
                    return true;
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // Cut off or not JSON at all: then it does not have the property.
        }
        return false;
    }
}
