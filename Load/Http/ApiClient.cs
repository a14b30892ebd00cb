using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace PosSaga.Load;

/// <summary>An HTTP/1.1 client of the REST API without redirects, cookies, decompression and tracing headers, to take
/// little processor time. A failed connection is a <see cref="Reply"/>, not an exception, because it is an expected
/// outcome when the system is killed.</summary>
internal sealed class ApiClient : IDisposable
{
    // Longer than the API's longest wait (30 s): a response that has not come by then is lost.
    private static readonly TimeSpan TimeoutMax = TimeSpan.FromSeconds(45);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        UseCookies = false,
        AllowAutoRedirect = false,
        UseProxy = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
    });

    private readonly Uri _root;
    private readonly string _key;

    public ApiClient(Uri url, string key)
    {
        _root = new Uri(url, "/");
        _key = key;
    }

    /// <summary>Journal position of the last answered write; sent with reads of lists, so that they include
    /// it.</summary>
    public string? LastPosition { get; private set; }

    public Task<Reply> Get(string path, string? ifPosition = null) =>
        Send(HttpMethod.Get, path, default, null, ifPosition);

    public Task<Reply> Post(string path, ReadOnlyMemory<byte> body, string? idempotencyKey = null) =>
        Send(HttpMethod.Post, path, body, idempotencyKey, null);

    public Task<Reply> Put(string path, ReadOnlyMemory<byte> body) => Send(HttpMethod.Put, path, body, null, null);

    public void Dispose() => _http.Dispose();

    private async Task<Reply> Send(
        HttpMethod method, string path, ReadOnlyMemory<byte> body, string? idempotencyKey, string? ifPosition)
    {
        using var request = new HttpRequestMessage(method, new Uri(_root, path)) { Version = HttpVersion.Version11 };
        request.Headers.TryAddWithoutValidation("X-Api-Key", _key);
        if (idempotencyKey is not null)
            request.Headers.TryAddWithoutValidation("Idempotency-Key", idempotencyKey);
        if (ifPosition is not null)
            request.Headers.TryAddWithoutValidation("If-Journal-Position", ifPosition);
        if (method != HttpMethod.Get)
        {
            request.Content = new ReadOnlyMemoryContent(body);
            request.Content.Headers.ContentType = Json;
        }
        using var patience = new CancellationTokenSource(TimeoutMax);
        try
        {
            using var response = await _http.SendAsync(request, patience.Token);
            var bytes = await response.Content.ReadAsByteArrayAsync(patience.Token);
            if (response.Headers.TryGetValues("X-Journal-Position", out var positions))
                LastPosition = positions.First();
            return new Reply((int)response.StatusCode, bytes, response.Headers.RetryAfter?.Delta,
                response.Headers.Contains("Idempotent-Replayed"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return Reply.None(e switch
            {
                OperationCanceledException => Reply.TimedOut,
                HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => Reply.Refused,
                _ => Reply.CutOff,
            });
        }
    }
}

/// <summary>An answer of the system, or none: <see cref="Status"/> 0, with what went wrong in <see cref="Error"/>.
/// Without an answer the outcome is unknown.</summary>
internal readonly record struct Reply(
    int Status, byte[] Body, TimeSpan? RetryAfter = null, bool Replayed = false, string? Error = null)
{
    /// <summary>No process listens: the request was not sent.</summary>
    public const string Refused = "connection refused";

    /// <summary>Sent, and the connection broke before the answer.</summary>
    public const string CutOff = "cut off";

    public const string TimedOut = "timed out";

    public static Reply None(string error) => new(0, [], Error: error);

    public bool IsAnswer => Status != 0;

    public bool IsSuccess => Status is >= 200 and < 300;

    /// <summary>A string property; null where the body has none, or is no JSON object.</summary>
    public string? Text(string property) => TextOf(Property(property));

    public string? Text(string outer, string property) => TextOf((Property(outer) as JsonObject)?[property]);

    /// <summary>A number; of a money property, its amount.</summary>
    public long? Number(string property)
    {
        var value = Property(property) is JsonObject money ? money["amount"] : Property(property);
        return value is JsonValue number && number.TryGetValue(out long found) ? found : null;
    }

    public override string ToString() => Status == 0
        ? $"no answer ({Error})"
        : $"{Status} {System.Text.Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 500)))}";

    private static string? TextOf(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    private JsonNode? Property(string name)
    {
        try
        {
            return JsonNode.Parse(Body) is JsonObject found ? found[name] : null;
        }
        catch (JsonException)
        {
            // Cut off, empty or not JSON.
            return null;
        }
    }
}
