using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Api;
using PosSaga.Journal;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Api;

/// <summary>The whole system behind a real Kestrel on a free port, its journal in a folder of its own.</summary>
public class ApiHost : IAsyncLifetime
{
    /// <summary>A key of another tenant, with every role.</summary>
    public const string OtherTenantsKey = "other-admin-key-of-another-tenant";

    private readonly string _folder = Directory.CreateTempSubdirectory("possaga-api-").FullName;
    private WebApplication _app = null!;

    public Uri Address { get; private set; } = null!;

    public HttpClient Http { get; private set; } = null!;

    internal IServiceProvider Services => _app.Services;

    protected virtual string EnvironmentName => "Development";

    protected virtual Dictionary<string, string?> Settings => new()
    {
        ["ApiKeys:0:Sha256"] = HashOf(OtherTenantsKey),
        ["ApiKeys:0:Tenant"] = "other",
        ["ApiKeys:0:Subject"] = "other-admin",
        ["ApiKeys:0:Roles:0"] = "admin",
    };

    public async Task InitializeAsync()
    {
        var settings = Settings;
        settings["ConnectionStrings:Journal"] = await Journal(Path.Combine(_folder, "journal.db"));
        await BeforeStart(settings["ConnectionStrings:Journal"]!);
        _app = Build(EnvironmentName, settings);
        await _app.StartAsync();
        Address = new Uri(_app.Urls.Single());
        Http = Client();
        await Ready();
        await AfterStart();
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Connection string of the journal.</summary>
    /// <param name="folder">A place for one in files; it does not exist yet, and goes with the host.</param>
    protected virtual Task<string> Journal(string folder) => Task.FromResult($"Data Source={folder}");

    /// <summary>What the journal holds before the system is started over it.</summary>
    protected virtual Task BeforeStart(string journal) => Task.CompletedTask;

    /// <summary>What has to be there before the first test.</summary>
    protected virtual Task AfterStart() => Task.CompletedTask;

    protected static string HashOf(string key) =>
        Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false, MaxConnectionsPerServer = 64,
        RequestHeaderEncodingSelector = (_, _) => Encoding.Latin1,
    })
    {
        BaseAddress = Address,
        Timeout = TimeSpan.FromSeconds(60),
    };

    public Task<long> Head() => Services.GetRequiredService<IJournalFeed>().Head();

    internal static WebApplication Build(string environment, Dictionary<string, string?> settings)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            EnvironmentName = environment,
            ApplicationName = typeof(Body<>).Assembly.GetName().Name,
        });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.AddPosSaga();
        var app = builder.Build();
        app.MapApi();
        return app;
    }

    private async Task Ready()
    {
        await Eventually.Is(
            async () =>
            {
                using var answer = await Http.GetAsync("/health/ready");
                return answer.StatusCode == HttpStatusCode.OK;
            },
            "that the system is ready");
    }
}

/// <summary>One system for all tests of the API: each works on ids of its own.</summary>
[CollectionDefinition(Name)]
public sealed class ApiCollection : ICollectionFixture<ApiHost>
{
    public const string Name = "the API";
}
