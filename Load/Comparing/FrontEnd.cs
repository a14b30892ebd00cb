using System.Globalization;
using System.Net;

namespace PosSaga.Load;

/// <summary>The API of one of the builds, for the time of one run.</summary>
internal sealed class FrontEnd : IDisposable
{
    // A slow start on a busy machine must not end a long comparison.
    private static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private FrontEnd(ChildProcess process, Uri url) => (Process, Url) = (process, url);

    public ChildProcess Process { get; }

    public Uri Url { get; }

    /// <exception cref="ChildFailedException">It ended, or was not ready in time.</exception>
    public static async Task<FrontEnd> Start(Build build, string journal, CancellationToken cancellation)
    {
        var url = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{PostgresServer.FreePort()}");
        var program = build.RequireApiFrontend();
        var process = ChildProcess.Start(program, [],
        [
            ("ConnectionStrings__Journal", journal),
            ("ASPNETCORE_URLS", url),
            // Loads the demo API keys and stores that Load uses.
            ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ASPNETCORE_CONTENTROOT", Path.GetDirectoryName(program)!),
            .. ClusterPorts(),
        ]);
        var front = new FrontEnd(process, new Uri(url));
        try
        {
            await front.Ready(build.Name, cancellation);
            return front;
        }
        catch
        {
            front.Dispose();
            throw;
        }
    }

    /// <summary>Free ports, because other silos may run on this machine.</summary>
    public static (string Key, string Value)[] ClusterPorts() =>
    [
        ("Cluster__SiloPort", PostgresServer.FreePort().ToString(CultureInfo.InvariantCulture)),
        ("Cluster__GatewayPort", PostgresServer.FreePort().ToString(CultureInfo.InvariantCulture)),
    ];

    public void Dispose() => Process.Dispose();

    private async Task Ready(string name, CancellationToken cancellation)
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(ReadyMax);
        while (!await IsReady(http))
        {
            if (Process.HasExited || patience.IsCancellationRequested)
            {
                cancellation.ThrowIfCancellationRequested();
                throw new ChildFailedException($"The front end of the {name} build was not ready.", Process.Output);
            }
            await Task.Delay(Poll, cancellation);
        }
    }

    private static async Task<bool> IsReady(HttpClient http)
    {
        try
        {
            using var answer = await http.GetAsync("/health/ready");
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
