using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Api;

/// <summary>A value of the right JSON type that is none of those allowed; the message says which are.</summary>
internal sealed class WireValueException(string message) : JsonException(message);

/// <summary>What is wrong with a body that the serializer refused. The serializer says so only in English and with the
/// names of classes, so the body is read once more beside the contract of its type.</summary>
internal static class JsonFaults
{
    private const int MaxFieldLength = 100;

    // A hostile body may have thousands.
    private const int MaxFaults = 20;

    /// <param name="error">What the serializer threw for this body.</param>
    public static RequestFault Of(JsonException error, ReadOnlySequence<byte> body, JsonTypeInfo type)
    {
        var faults = new ValidationErrors();
        try
        {
            var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = type.Options.MaxDepth });
            reader.Read();
            Compare(ref reader, type, "", faults);
            while (reader.Read())
            {
            }
        }
        // InvalidOperationException: a name that is not UTF-8.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return RequestFault.Field("body", "is not valid JSON");
        }

        if (faults.Count > 0)
            return faults.ToFault();
        if (error is WireValueException)
            faults.Add(FieldOf(error.Path), error.Message);
        else if (FieldOf(error.Path) is { Length: > 0 } field)
            faults.Add(field, "is of the wrong type or value, or malformed");
        else
            faults.Add("body", "is not valid JSON");
        return faults.ToFault();
    }

    // Notes members that are missing, unknown or repeated. Values are the serializer's to judge.
    private static void Compare(ref Utf8JsonReader reader, JsonTypeInfo? type, string path, ValidationErrors faults)
    {
        if (reader.TokenType == JsonTokenType.StartObject && type is { Kind: JsonTypeInfoKind.Object })
            CompareObject(ref reader, type, path, faults);
        else if (reader.TokenType == JsonTokenType.StartArray && type is { ElementType: { } element })
            for (var i = 0; reader.Read() && reader.TokenType != JsonTokenType.EndArray; i++)
                Compare(ref reader, type.Options.GetTypeInfo(element), $"{path}[{i}]", faults);
        else
            reader.Skip();
    }

    private static void CompareObject(
        ref Utf8JsonReader reader, JsonTypeInfo type, string path, ValidationErrors faults)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            var property = type.Properties.FirstOrDefault(p => p.Name == name);
            var times = seen[name] = seen.GetValueOrDefault(name) + 1;
            if (faults.Count < MaxFaults && property is null && times == 1)
                faults.Add(Within(path, name), "is not known");
            else if (faults.Count < MaxFaults && property is not null && times == 2)
                faults.Add(Within(path, name), "is given twice");
            reader.Read();
            var nested = property is { CustomConverter: null } ? type.Options.GetTypeInfo(property.PropertyType) : null;
            Compare(ref reader, nested, Within(path, name), faults);
        }
        foreach (var property in type.Properties)
            if (faults.Count < MaxFaults && property.IsRequired && !seen.ContainsKey(property.Name))
                faults.Add(Within(path, property.Name), "is required");
    }

    private static string Within(string path, string name) => Cut(path.Length == 0 ? name : path + "." + name);

    private static string FieldOf(string? path) =>
        Cut(path is null ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$'));

    private static string Cut(string text) => text.Length <= MaxFieldLength ? text : text[..MaxFieldLength];
}
