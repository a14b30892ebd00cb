using System.Buffers;
using System.IO.Pipelines;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;

namespace PosSaga.Api;

/// <summary>A body of whatever kind.</summary>
internal interface IBodyOf
{
    IBody Content { get; }
}

/// <summary>A request body, parsed strictly and checked: whoever holds one holds valid values.</summary>
internal sealed class Body<T> : IBindableFromHttpContext<Body<T>>, IBodyOf where T : class, IBody
{
    private static readonly JsonTypeInfo<T> TypeInfo = (JsonTypeInfo<T>)WireJson.Default.GetTypeInfo(typeof(T))!;

    private Body(T value) => Value = value;

    public T Value { get; }

    IBody IBodyOf.Content => Value;

    /// <summary>Of what was understood, not of the bytes: white space and the order of members make no other
    /// request.</summary>
    public string Fingerprint => Idempotency.Fingerprint(JsonSerializer.SerializeToUtf8Bytes(Value, TypeInfo));

    public static async ValueTask<Body<T>?> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            // What can be read was read, and its header taken away, before this.
            context.Response.Headers.AcceptEncoding = Compression.Readable;
            throw new RequestFault(new ProblemResult(
                ProblemKind.UnsupportedMediaType, $"Content-Encoding must be one of {Compression.Readable}."));
        }
        if (!IsJson(context.Request.ContentType))
            throw new RequestFault(new ProblemResult(ProblemKind.UnsupportedMediaType));

        T? value;
        try
        {
            var body = await ReadToEnd(context.Request.BodyReader, context.RequestAborted);
            try
            {
                value = Parse(body);
            }
            finally
            {
                context.Request.BodyReader.AdvanceTo(body.End);
            }
        }
        catch (InvalidDataException)
        {
            throw RequestFault.Field("body", "is not what its Content-Encoding says");
        }
        // A chunk that says it is longer than a number can be, for one; what the server refuses by name says so itself.
        catch (IOException e) when (e is not BadHttpRequestException && !context.RequestAborted.IsCancellationRequested)
        {
            throw RequestFault.Field("body", "is not framed as HTTP says");
        }

        if (value is null)
            throw RequestFault.Field("body", "is required");
        var faults = new ValidationErrors();
        value.Check(faults);
        faults.Throw();
        return new Body<T>(value);
    }

    /// <summary>All of it, which the server's limit of a body's length bounds; still in the reader's buffers.</summary>
    private static async ValueTask<ReadOnlySequence<byte>> ReadToEnd(PipeReader reader, CancellationToken cancellation)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellation);
            if (read.IsCompleted)
                return read.Buffer;
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static T? Parse(ReadOnlySequence<byte> body)
    {
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = TypeInfo.Options.MaxDepth });
        try
        {
            var value = JsonSerializer.Deserialize(ref reader, TypeInfo);
            while (reader.Read())
            {
                // What follows the value can only be white space: all else throws here.
            }
            return value;
        }
        catch (JsonException e)
        {
            throw JsonFaults.Of(e, body, TypeInfo);
        }
    }

    // Another charset would have to be transcoded; JSON on the wire is UTF-8 (RFC 8259).
    private static bool IsJson(string? contentType)
    {
        if (!Microsoft.Net.Http.Headers.MediaTypeHeaderValue.TryParse(contentType, out var media))
            return false;
        return media.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            && media.Charset.AsSpan().Trim('"') is var charset
            && (charset.Length == 0 || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
                || charset.Equals("utf8", StringComparison.OrdinalIgnoreCase));
    }
}

/// <summary>A request body that may be left out.</summary>
internal sealed class OptionalBody<T> : IBindableFromHttpContext<OptionalBody<T>> where T : class, IBody
{
    private OptionalBody(Body<T>? given) => Given = given;

    public Body<T>? Given { get; }

    public static async ValueTask<OptionalBody<T>?> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(HasBody(context) ? await Body<T>.BindAsync(context, parameter) : null);

    private static bool HasBody(HttpContext context) => context.Request.ContentLength != 0
        && context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };
}
