using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Killing.Support;

/// <summary>A real program as a process of its own, killed and stopped by real signals.</summary>
internal sealed class SystemProcess : IAsyncDisposable
{
    // A start, however late: a busy machine is not a defect here. The test of the 5 s says so itself.
    private static readonly TimeSpan ReadyMax = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    private SystemProcess(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts it and returns at once; <see cref="Ready"/> waits.</summary>
    public static SystemProcess Launch(SystemHome home, int port) => Launch(Programs.FrontEnd, home, port, []);

    /// <param name="settings">As configuration keys, beyond those of every process.</param>
    public static SystemProcess Launch(
        string dll, SystemHome home, int port, IEnumerable<(string Key, string Value)> settings)
    {
        var url = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { dll },
            WorkingDirectory = home.Directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["ConnectionStrings__Journal"] = home.Journal;
        start.Environment["ASPNETCORE_URLS"] = url.ToString();
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        // Its silo is of a cluster that other systems on this machine have nothing to do with.
        foreach (var (key, value) in ClusterPorts.Beside(port).Concat(settings))
            start.Environment[key.Replace(":", "__", StringComparison.Ordinal)] = value;
        start.Environment["ASPNETCORE_CONTENTROOT"] = Path.GetDirectoryName(dll);
        var process = new Process { StartInfo = start };
        var system = new SystemProcess(process, url);
        process.OutputDataReceived += (_, line) => system.Said(line.Data);
        process.ErrorDataReceived += (_, line) => system.Said(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return system;
    }

    public static async Task<SystemProcess> Start(SystemHome home, int port)
    {
        var system = Launch(home, port);
        await system.Ready();
        return system;
    }

    public async Task Ready()
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(5) };
        for (var begun = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(begun) < ReadyMax;)
        {
            Assert.False(HasExited, $"The system ended before it was ready:\n{Output}");
            try
            {
                using var answer = await http.GetAsync("/health/ready");
                if (answer.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not listening yet.
            }
            await Task.Delay(25);
        }
        Assert.Fail($"The system was not ready within {ReadyMax.TotalSeconds} s:\n{Output}");
    }

    /// <summary>SIGKILL, and waits until the process is gone.</summary>
    /// <returns>A moment after its last breath: whatever it did, it did before.</returns>
    public async Task<DateTimeOffset> Kill()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        return DateTimeOffset.UtcNow;
    }

    /// <summary>SIGTERM, and waits for the end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> Terminate(TimeSpan patience)
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await Exited(patience);
    }

    public async Task<int> Exited(TimeSpan patience)
    {
        using var limit = new CancellationTokenSource(patience);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"The system still runs after {patience.TotalSeconds} s:\n{Output}");
        }
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            await Kill();
        _process.Dispose();
    }

    private void Said(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
    }
}
