using PosSaga.Tests.Killing.Support;

namespace PosSaga.Tests.Cluster.Support;

/// <summary>Silos and a front end as processes of their own, with TLS between them, on a PostgreSQL server of the test's
/// own.</summary>
internal sealed class SiloCluster : IAsyncDisposable
{
    private readonly TestAuthority _authority = new();
    private readonly List<SystemProcess> _silos = [];
    private SystemProcess? _api;

    private SiloCluster(PostgresHome home) => Home = home;

    public PostgresHome Home { get; }

    public IReadOnlyList<SystemProcess> Silos => _silos;

    public SystemProcess Api => _api ?? throw new InvalidOperationException("The front end was not started.");

    public static async Task<SiloCluster> Create() => new(await PostgresHome.Create());

    public static async Task<SiloCluster> Start(int silos)
    {
        var cluster = await Create();
        // One after the other: the first makes the tables and the demonstration's data.
        for (var i = 0; i < silos; i++)
            await cluster.AddSilo();
        await cluster.LaunchApi().Ready();
        return cluster;
    }

    public async Task<SystemProcess> AddSilo()
    {
        var silo = LaunchSilo(SystemProcess.FreePort(), _authority.Member());
        _silos.Add(silo);
        await silo.Ready();
        return silo;
    }

    /// <summary>In the place of one that ended: same name, same ports, as a pod of a stateful set.</summary>
    public async Task<SystemProcess> Replace(SystemProcess ended)
    {
        var silo = LaunchSilo(ended.Url.Port, _authority.Member());
        _silos[_silos.IndexOf(ended)] = silo;
        await ended.DisposeAsync();
        await silo.Ready();
        return silo;
    }

    /// <summary>Waits for nothing.</summary>
    public SystemProcess LaunchApi() => _api = SystemProcess.Launch(
        Programs.FrontEnd, Home, SystemProcess.FreePort(), [.. _authority.Member(), ("Cluster:Mode", "Client")]);

    /// <summary>Waits for nothing, and is not counted as a member.</summary>
    public SystemProcess LaunchSilo(int port, IEnumerable<(string Key, string Value)> tls) => SystemProcess.Launch(
        Programs.Silo, Home, port, [.. tls, ("POD_IP", "127.0.0.1"), ("POD_NAME", $"silo-{port}")]);

    /// <summary>The last warnings and errors of every process, with what follows each.</summary>
    public string Complaints() => string.Join('\n', _silos.Append(_api).OfType<SystemProcess>().Select(process =>
        $"{process.Url}:\n" + string.Join('\n', process.Output.Split('\n').SkipWhile(line =>
            !line.StartsWith("warn:", StringComparison.Ordinal)
            && !line.StartsWith("fail:", StringComparison.Ordinal)).TakeLast(40))));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _silos.Append(_api).OfType<SystemProcess>())
            await process.DisposeAsync();
        await Home.DisposeAsync();
        _authority.Dispose();
    }
}
