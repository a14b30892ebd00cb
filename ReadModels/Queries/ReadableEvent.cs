using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using PosSaga.Journal;

namespace PosSaga.ReadModels.Queries;

/// <summary>An event as JSON for people: personal data is decrypted, or "erased"; ciphertext and subjects are left
/// out.</summary>
internal static class ReadableEvent
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        TypeInfoResolver = JsonTypeInfoResolver.Combine(EventJson.Default, new DefaultJsonTypeInfoResolver()),
        Converters = { new ClearPersonalFactory(), new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static async ValueTask<JsonElement> Of(RecordedEvent e, IEventCodec codec, CancellationToken cancellation)
    {
        try
        {
            var decoded = await codec.Decode(e.Type, e.Data, cancellation);
            return JsonSerializer.SerializeToElement(decoded, Options.GetTypeInfo(decoded.GetType()));
        }
        catch (JournalCorruptException unreadable)
        {
            // One event that this version does not know must not hide the rest of a history.
            return JsonSerializer.SerializeToElement(new { unreadable = unreadable.Message }, Options);
        }
    }

    private sealed class ClearPersonalFactory : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) =>
            typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Personal<>);

        public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
            (JsonConverter)Activator.CreateInstance(
                typeof(ClearPersonal<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
    }

    private sealed class ClearPersonal<T> : JsonConverter<Personal<T>>
    {
        public override void Write(Utf8JsonWriter writer, Personal<T> value, JsonSerializerOptions options)
        {
            if (value.IsErased)
                writer.WriteStringValue("erased");
            else
                JsonSerializer.Serialize(writer, value.Value, options);
        }

        public override Personal<T> Read(
            ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            throw new NotSupportedException("Readable events are not read back.");
    }
}
