using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace PosSaga.Load;

/// <summary>A PostgreSQL server of this process's own, in a temporary directory, with fsync on as in
/// production.</summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private const string Prefix = "pos-saga-postgres-";
    private static int _servers;
    private readonly string _directory;
    private readonly int _port = FreePort();

    private PostgresServer()
    {
        _directory = Path.Combine(Path.GetTempPath(),
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Prefix}{Environment.ProcessId}-{Interlocked.Increment(ref _servers)}"));
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Remove(_directory);
    }

    /// <summary>Directory with initdb and pg_ctl; null when PostgreSQL is not installed.</summary>
    public static string? Binaries { get; } = FindBinaries();

    public string AdminConnectionString =>
        $"Host=127.0.0.1;Port={_port};Username=postgres;Database=postgres;Timeout=15;Include Error Detail=true";

    public static async Task<PostgresServer> StartNew()
    {
        RemoveLeftovers();
        var server = new PostgresServer();
        await Run(
            "initdb", "-D", server.Data, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C", "--no-sync");
        await server.Start();
        return server;
    }

    public Task<PostgresDatabase> NewDatabase() => PostgresDatabase.Create(AdminConnectionString);

    public Task Start() => Run("pg_ctl", "start", "-s", "-w", "-D", Data, "-l", Path.Combine(_directory, "log"), "-o",
        $"-p {_port} -k {_directory} -c listen_addresses=127.0.0.1 -c max_connections=600 "
        + "-c fsync=on -c max_wal_size=2GB");

    /// <param name="mode"><c>fast</c> ends the sessions; <c>immediate</c> is as if the machine lost power: no
    /// checkpoint, connections cut, recovery at the next start.</param>
    public Task Stop(string mode) => Run("pg_ctl", "stop", "-s", "-w", "-m", mode, "-D", Data);

    public Task StopImmediate() => Stop("immediate");

    public async Task Restart()
    {
        await StopImmediate();
        await Start();
    }

    public ValueTask DisposeAsync()
    {
        Remove(_directory);
        return ValueTask.CompletedTask;
    }

    private string Data => Path.Combine(_directory, "data");

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(Command(program, arguments))!;
        // The server inherits the pipes of pg_ctl, so reading them to their end would never finish.
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException(
                $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}.");
    }

    private static ProcessStartInfo Command(string program, params string[] arguments)
    {
        var path = Path.Combine(Binaries!, program);
        // PostgreSQL refuses to run as root.
        var start = Environment.IsPrivilegedProcess
            ? new ProcessStartInfo("runuser", ["-u", "postgres", "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = Path.GetTempPath();
        start.Environment["LC_ALL"] = "C";
        start.RedirectStandardOutput = program == "initdb";
        return start;
    }

    private static void RemoveLeftovers()
    {
        foreach (var directory in Directory.GetDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            var owner = int.Parse(
                Path.GetFileName(directory)[Prefix.Length..].Split('-')[0], CultureInfo.InvariantCulture);
            if (!Directory.Exists($"/proc/{owner}"))
                Remove(directory);
        }
    }

    private static void Remove(string directory)
    {
        if (!Directory.Exists(directory))
            return;
        using (var stop = Process.Start(Command(
            "pg_ctl", "stop", "-s", "-m", "immediate", "-D", Path.Combine(directory, "data"))))
            stop?.WaitForExit();
        try
        {
            Directory.Delete(directory, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // Another process found the same leftovers.
        }
    }

    private static string? FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(d => Path.Combine(d, "bin"))
            : [];
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        return installed.Concat(path).FirstOrDefault(
            d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "pg_ctl")));
    }

    internal static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}

/// <summary>A fresh, empty database on a server.</summary>
/// <param name="Admin">Connection string of a database beside it, from which it is dropped.</param>
public sealed record PostgresDatabase(string Name, string ConnectionString, string Admin)
{
    /// <param name="admin">Connection string of a user who may create databases.</param>
    public static async Task<PostgresDatabase> Create(string admin)
    {
        var name = $"pos_{Guid.NewGuid():N}";
        await Execute(admin, $"create database {name}");
        var settings = new NpgsqlConnectionStringBuilder(admin) { Database = name, MaxPoolSize = 20 };
        return new(name, settings.ConnectionString, admin);
    }

    /// <summary>Also while a process is still connected.</summary>
    public Task Drop() => Execute(Admin, $"drop database if exists {Name} with (force)");

    /// <summary>Writes the earlier runs' changes to disk, so that the next run is not slower for it.</summary>
    public async Task Checkpoint()
    {
        try
        {
            await Execute(Admin, "checkpoint");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Only an administrator may; without it the runs differ a little more.
        }
    }

    private static async Task Execute(string admin, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
