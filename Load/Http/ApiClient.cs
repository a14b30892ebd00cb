using System.Net;
using System.Net.Http.Headers;

namespace PosSaga.Load.Http;

/// <summary>A lean HTTP/1.1 client of the REST contract: keep-alive, bodies encoded beforehand, no redirects, cookies,
/// decompression or tracing headers. A failed connection is a <see cref="Reply"/>, not an exception: under load, and
/// when the system is killed, it is an expected outcome.</summary>
internal sealed class ApiClient : IDisposable
{
    // Beyond the longest wait that the contract allows (30 s): then the answer is not late but lost.
    private static readonly TimeSpan PatienceMax = TimeSpan.FromSeconds(45);

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

    /// <summary>Position of the last write that was answered: sent back with reads of lists, so that they have seen
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
        using var patience = new CancellationTokenSource(PatienceMax);
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
