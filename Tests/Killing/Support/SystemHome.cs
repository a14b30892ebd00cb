using PosSaga.Load;

namespace PosSaga.Tests.Killing.Support;

/// <summary>Where a system under test keeps what it must not lose.</summary>
internal abstract class SystemHome : IAsyncDisposable
{
    /// <summary>A fresh directory of its own: working directory of the process, and its files.</summary>
    public string Directory { get; } =
        System.IO.Directory.CreateTempSubdirectory("possaga-").FullName;

    /// <summary>The value of <c>ConnectionStrings:Journal</c>.</summary>
    public abstract string Journal { get; }

    /// <summary>The gateway's own books, which are kept beside the journal.</summary>
    public IGatewayBooks? Gateway => GatewayLedger.Open(Journal);

    public virtual ValueTask DisposeAsync()
    {
        System.IO.Directory.Delete(Directory, recursive: true);
        return ValueTask.CompletedTask;
    }
}

internal sealed class SqliteHome : SystemHome
{
    public override string Journal => $"Data Source={Path.Combine(Directory, "data")}";
}

internal sealed class PostgresHome : SystemHome
{
    private PostgresHome(PostgresServer server) => Server = server;

    public PostgresServer Server { get; }

    public override string Journal => Server.AdminConnectionString;

    public static async Task<PostgresHome> Create() => new(await PostgresServer.StartNew());

    public override async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await base.DisposeAsync();
    }
}
