using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using PosSaga.PaymentSimulator;
using PosSaga.Silo.Health;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Metrics;

namespace PosSaga.Silo;

/// <summary>A silo as a process of its own: no REST, only health and metrics. <c>migrate</c> brings the database up to
/// date and ends.</summary>
internal static class SiloProgram
{
    // Activations let go of within seconds; what has not by then is taken over by the others as after a crash.
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(40);

    private static Task<int> Main(string[] args) => ConfigurationErrors.Report(async () =>
    {
        switch (args)
        {
            case ["migrate", .. var rest]:
                await Migrate(rest);
                return 0;
            case [{ } first, ..] when !first.StartsWith('-'):
                await Console.Error.WriteLineAsync(
                    $"There is no command '{first}'; there is 'migrate', and none runs a silo.");
                return 2;
            default:
                await Build(args, ClusterMode.Silo).RunAsync();
                return Environment.ExitCode;
        }
    });

    internal static WebApplication Build(string[] args, ClusterMode mode)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        // Only the mode is not a matter of configuration: this program is nothing else.
        builder.Configuration[$"{ClusterSettings.Section}:{nameof(ClusterSettings.Mode)}"] = mode.ToString();
        builder.Logging.AddOurs(builder.Configuration);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ShutdownLimit);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddPosSaga(builder.Configuration, builder.Environment);
        builder.Services.AddPrometheusMetrics();
        builder.Services.AddTracing(builder.Configuration);
        var app = builder.Build();
        app.MapSiloHealth();
        app.MapPrometheusMetrics();
        return app;
    }

    private static async Task Migrate(string[] args)
    {
        // As a front end with a silo: that is what every build can be. Nothing of it is started.
        await using var app = Build(args, ClusterMode.Both);
        app.Services.GetRequiredService<EncryptionRequired>().CheckDatabase();
        await app.Services.GetRequiredService<Migrations>().ApplyAll(
            app.Services.GetRequiredService<IGatewayLedger>(), CancellationToken.None);
        Console.WriteLine("The database is up to date.");
    }
}
