using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Journal;

/// <summary>Encrypts and decrypts <see cref="Personal{T}"/>. Converters are synchronous, keys come from a database:
/// what is missing is noted in the session, loaded, and the event is encoded or decoded again.</summary>
internal sealed class PersonalConverterFactory : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsGenericType && typeToConvert.GetGenericTypeDefinition() == typeof(Personal<>);

    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(
            typeof(PersonalConverter<>).MakeGenericType(typeToConvert.GetGenericArguments()))!;
}

internal sealed class PersonalConverter<T> : JsonConverter<Personal<T>>
{
    public override void Write(Utf8JsonWriter writer, Personal<T> value, JsonSerializerOptions options)
    {
        var session = PersonalSession.Current;
        writer.WriteStartObject();
        writer.WriteString(PersonalText.Subject, value.Subject);
        if (!value.IsErased && session.Key(value.Subject) is { IsErased: false } key)
        {
            var plain = JsonSerializer.SerializeToUtf8Bytes(value.Value, Info(options));
            writer.WriteBase64String(PersonalText.Cipher,
                Sealed.Encrypt(key.Key!, plain, Encoding.UTF8.GetBytes(value.Subject), session.Ring.FillRandom));
        }
        else if (value.IsErased || session.IsErased(value.Subject))
            session.SawErased(value.Subject);
        writer.WriteEndObject();
    }

    public override Personal<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (subject, box) = ReadParts(ref reader);
        if (box is null)
            return Personal<T>.Erased(subject);
        var session = PersonalSession.Current;
        if (session.Key(subject) is not { IsErased: false } key)
            return Personal<T>.Erased(subject);
        var plain = Sealed.TryDecrypt(key.Key!, box, Encoding.UTF8.GetBytes(subject))
            ?? throw new JsonException($"Personal data of {subject} does not open with the subject's key.");
        return new Personal<T>(subject, JsonSerializer.Deserialize(plain, Info(options)));
    }

    private static JsonTypeInfo<T?> Info(JsonSerializerOptions options) =>
        (JsonTypeInfo<T?>)options.GetTypeInfo(typeof(T));

    private static (string Subject, byte[]? Box) ReadParts(ref Utf8JsonReader reader)
    {
        string? subject = null;
        byte[]? box = null;
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException("Personal data is an object.");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isSubject = reader.ValueTextEquals(PersonalText.Subject);
            if (!isSubject && !reader.ValueTextEquals(PersonalText.Cipher))
                throw new JsonException($"Personal data has no '{reader.GetString()}'.");
            reader.Read();
            if (isSubject)
                subject = reader.GetString();
            else
                box = reader.GetBytesFromBase64();
        }
        return (subject ?? throw new JsonException("Personal data names no subject."), box);
    }
}
