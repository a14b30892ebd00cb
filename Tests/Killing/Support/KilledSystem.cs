using PosSaga.Load;
using Xunit.Abstractions;

namespace PosSaga.Tests.Killing.Support;

/// <summary>A system that is killed again and again, and started again on its port; the moments come from a seed that
/// is written down.</summary>
internal sealed class KilledSystem : IAsyncDisposable
{
    private readonly SystemHome _home;
    private readonly int _port;
    private readonly ITestOutputHelper _output;
    private readonly List<DateTimeOffset> _kills = [];
    private SystemProcess _process;

    private KilledSystem(SystemHome home, int port, ITestOutputHelper output, SystemProcess process)
    {
        (_home, _port, _output, _process) = (home, port, output, process);
        var seed = Environment.TickCount;
        Random = new Random(seed);
        output.WriteLine($"kill moments from seed {seed}");
    }

    public Uri Url => _process.Url;

    public Random Random { get; }

    /// <summary>Moments at which it was certainly gone.</summary>
    public IReadOnlyList<DateTimeOffset> Kills => _kills;

    public static async Task<KilledSystem> Start(SystemHome home, ITestOutputHelper output)
    {
        var port = SystemProcess.FreePort();
        return new KilledSystem(home, port, output, await SystemProcess.Start(home, port));
    }

    /// <summary>SIGKILL now; ends when the next process is ready.</summary>
    public async Task KillAndStart()
    {
        _kills.Add(await _process.Kill());
        await _process.DisposeAsync();
        var begun = Moments.Now;
        _process = SystemProcess.Launch(_home, _port);
        await _process.Ready();
        var tookMs = Moments.MicrosBetween(begun, Moments.Now) / 1000;
        _output.WriteLine($"ready again {tookMs} ms after start {_kills.Count}");
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
