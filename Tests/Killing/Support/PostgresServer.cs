using System.Diagnostics;
using System.Globalization;

namespace PosSaga.Tests.Killing.Support;

/// <summary>A PostgreSQL server of the test's own, with the durability that it has by default (fsync on), that can be
/// stopped and started under a running system.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    // As docs/scaling.md says: 90 for each of four processes, and one more.
    private const int ConnectionsMax = 450;

    private readonly string _directory;
    private readonly int _port;

    private PostgresServer(string directory, int port) => (_directory, _port) = (directory, port);

    public static bool IsInstalled { get; } = FindBinaries() is not null;

    public string ConnectionString => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database=postgres;Username=possaga");

    public static async Task<PostgresServer> Create()
    {
        // Not made here: the server runs as another user when the tests run as root, and must own its directory.
        var directory = Path.Combine(Path.GetTempPath(), $"possaga-pg-{Guid.NewGuid():N}");
        var server = new PostgresServer(directory, SystemProcess.FreePort());
        await Run(
            "initdb", "-D", directory, "-U", "possaga", "-A", "trust", "-E", "UTF8", "--no-locale",
            "--no-instructions");
        await server.Start();
        return server;
    }

    public Task Start() => Run("pg_ctl", "-D", _directory, "-w", "-t", "60", "-l", Path.Combine(_directory, "log"),
        "-o", string.Create(CultureInfo.InvariantCulture, $"-p {_port} -k {_directory} "
            + $"-c listen_addresses=127.0.0.1 -c max_connections={ConnectionsMax}"),
        "start");

    /// <param name="mode"><c>fast</c> ends the sessions; <c>immediate</c> is a crash, and recovers at the next
    /// start.</param>
    public Task Stop(string mode) => Run("pg_ctl", "-D", _directory, "-w", "-t", "60", "-m", mode, "stop");

    public async ValueTask DisposeAsync()
    {
        if (File.Exists(Path.Combine(_directory, "postmaster.pid")))
            await Stop("immediate");
        Directory.Delete(_directory, recursive: true);
    }

    private static async Task Run(string program, params string[] arguments)
    {
        var path = Path.Combine(FindBinaries()!, program);
        // The server refuses to run as root.
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        // Nothing is redirected: the server would inherit the pipe and keep it open.
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static string? FindBinaries()
    {
        const string debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(debian)
            ? Directory.GetDirectories(debian).OrderByDescending(d => d, StringComparer.Ordinal)
                .Select(d => Path.Combine(d, "bin"))
            : [];
        return versions
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));
    }
}

/// <summary>Runs where PostgreSQL is installed, and is reported as skipped elsewhere.</summary>
internal sealed class PostgresInstalledFactAttribute : FactAttribute
{
    public PostgresInstalledFactAttribute() =>
        Skip = PostgresServer.IsInstalled ? null : "PostgreSQL is not installed.";
}

internal sealed class PostgresInstalledTheoryAttribute : TheoryAttribute
{
    public PostgresInstalledTheoryAttribute() =>
        Skip = PostgresServer.IsInstalled ? null : "PostgreSQL is not installed.";
}
