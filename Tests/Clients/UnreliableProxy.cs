using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace PosSaga.Tests.Clients;

/// <summary>A network between client and server: by seed it loses requests, loses answers, breaks answers off, and
/// says to
/// try again.</summary>
internal sealed class UnreliableProxy : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly HttpMessageInvoker _server = new(new SocketsHttpHandler { AllowAutoRedirect = false });
    private readonly Uri _address;
    private readonly Random _seeded;
    private int _faults;

    private UnreliableProxy(Uri address, int seed)
    {
        (_address, _seeded) = (address, new Random(seed));
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(Forward);
    }

    public Uri Address => new(_app.Urls.Single());

    public int Faults => _faults;

    public static async Task<UnreliableProxy> Start(Uri server, int seed)
    {
        var proxy = new UnreliableProxy(server, seed);
        await proxy._app.StartAsync();
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _server.Dispose();
    }

    private async Task Forward(HttpContext http)
    {
        var fate = Fate();
        if (fate > 0)
            Interlocked.Increment(ref _faults);
        switch (fate)
        {
            case 1:
                http.Abort();
                return;
            case 2:
                http.Response.StatusCode = 503;
                http.Response.Headers.RetryAfter = "0";
                return;
        }
        using var answer = await _server.SendAsync(await Request(http), CancellationToken.None);
        var body = await answer.Content.ReadAsByteArrayAsync();
        switch (fate)
        {
            case 3:
                http.Abort();
                return;
            case 4:
                http.Response.StatusCode = 503;
                return;
        }
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers)
            .Where(header => header.Key is not ("Transfer-Encoding" or "Connection")))
            http.Response.Headers[name] = values.ToArray();
        http.Response.ContentLength = body.Length;
        await http.Response.Body.WriteAsync(fate == 5 ? body.AsMemory(0, body.Length / 2) : body);
        if (fate != 5)
            return;
        await http.Response.Body.FlushAsync();
        http.Abort();
    }

    // The request lost; 503 instead of it; done, and the answer lost; done, and 503; done, and half an answer;
    // otherwise fine.
    private int Fate()
    {
        lock (_seeded)
            return _seeded.Next(100) switch { < 5 => 1, < 8 => 2, < 13 => 3, < 16 => 4, < 19 => 5, _ => 0 };
    }

    private async Task<HttpRequestMessage> Request(HttpContext http)
    {
        var request = new HttpRequestMessage(
            new HttpMethod(http.Request.Method), new Uri(_address, http.Request.Path + http.Request.QueryString));
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body);
        if (body.Length > 0)
            request.Content = new ByteArrayContent(body.ToArray());
        foreach (var (name, values) in http.Request.Headers.Where(header => header.Key is not "Host"))
            if (!request.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values))
                request.Content?.Headers.TryAddWithoutValidation(name, (IEnumerable<string?>)values);
        return request;
    }
}
