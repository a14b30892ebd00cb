using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PosSaga.Journal;

/// <summary>Encrypts and decrypts <see cref="Personal{T}"/>. JSON converters are synchronous but keys come from a
/// database, so the converter records missing keys in the session; the codec loads them and starts again.</summary>
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
        if (!value.IsErased && session.FindKey(value.Subject) is { IsErased: false } key)
        {
            var plain = JsonSerializer.SerializeToUtf8Bytes(value.Value, Info(options));
            writer.WriteBase64String(PersonalText.Cipher,
                AesGcmCipher.Encrypt(key.Key!, plain, Encoding.UTF8.GetBytes(value.Subject), session.FillRandom));
        }
        else if (value.IsErased || session.IsErased(value.Subject))
            session.NoteErased(value.Subject);
        writer.WriteEndObject();
    }

    public override Personal<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (subject, encrypted) = ReadParts(ref reader);
        if (encrypted is null)
            return Personal<T>.Erased(subject);
        var session = PersonalSession.Current;
        if (session.FindKey(subject) is not { IsErased: false } key)
            return Personal<T>.Erased(subject);
        var plain = AesGcmCipher.TryDecrypt(key.Key!, encrypted, Encoding.UTF8.GetBytes(subject))
            ?? throw new JsonException($"Personal data of {subject} does not open with the subject's key.");
        return new Personal<T>(subject, JsonSerializer.Deserialize(plain, Info(options)));
    }

    private static JsonTypeInfo<T?> Info(JsonSerializerOptions options) =>
        (JsonTypeInfo<T?>)options.GetTypeInfo(typeof(T));

    private static (string Subject, byte[]? Encrypted) ReadParts(ref Utf8JsonReader reader)
    {
        string? subject = null;
        byte[]? encrypted = null;
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
                encrypted = reader.GetBytesFromBase64();
        }
        return (subject ?? throw new JsonException("Personal data names no subject."), encrypted);
    }
}

/// <summary>Connects the codec with the converters that run within one attempt to encode or decode, on the same
/// thread: which keys are missing, and which subjects were erased.</summary>
internal sealed class PersonalSession(SubjectKeyRing ring) : IDisposable
{
    [ThreadStatic]
    private static PersonalSession? _current;
    private List<string>? _missing;
    private string? _erased;

    public static PersonalSession Current => _current
        ?? throw new InvalidOperationException("Personal data is only encoded and decoded by the event codec.");

    public RandomFill FillRandom => ring.FillRandom;

    public bool HasMissing => _missing is not null;

    public SubjectKey? FindKey(string subject)
    {
        var key = ring.Find(subject);
        if (key is null && _missing?.Contains(subject) != true)
            (_missing ??= []).Add(subject);
        return key;
    }

    public bool IsErased(string subject) => ring.Find(subject) is { IsErased: true };

    public void NoteErased(string subject) => _erased ??= subject;

    public void ThrowIfErased()
    {
        if (_erased is not null)
            throw new SubjectErasedException(_erased);
    }

    public PersonalSession Enter()
    {
        _missing = null;
        _erased = null;
        _current = this;
        return this;
    }

    /// <summary>Ends the attempt; the session may enter again.</summary>
    public void Dispose() => _current = null;

    public Task LoadMissing(bool create, CancellationToken cancellation) =>
        ring.Load(_missing ?? [], create, cancellation);
}

/// <summary>The JSON of personal data, <c>{"s":subject,"c":ciphertext}</c>, and a search for its subjects.</summary>
internal static class PersonalText
{
    public const string Subject = "s";
    public const string Cipher = "c";

    // Cannot occur inside a JSON string, where the quotes are escaped.
    private static ReadOnlySpan<byte> Beginning => "{\"s\":\""u8;

    /// <summary>Collects the subjects of all personal data. An unrelated object of the same form is taken for one; that
    /// is harmless, because no subject of that name was erased.</summary>
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
            return null;
        }
    }
}
