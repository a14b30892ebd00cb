using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace PosSaga.Silo.Hosting;

public static class Logs
{
    /// <summary>A line per request, statement, call or placement would cost more than it tells; warnings and our own
    /// lines stay. <c>Logging:Console:FormatterName</c> chooses the form: <c>simple</c>, <c>json</c>,
    /// <c>systemd</c>.</summary>
    public static ILoggingBuilder AddOurs(this ILoggingBuilder logging, IConfiguration configuration)
    {
        // The slim host sets its formatter in code, which would win over the configuration.
        if (configuration["Logging:Console:FormatterName"] is { Length: > 0 } formatter)
            logging.Services.PostConfigure<ConsoleLoggerOptions>(console => console.FormatterName = formatter);
        return logging
            .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
            .AddFilter("Npgsql", LogLevel.Warning)
            .AddFilter("Orleans", LogLevel.Warning)
            // Orleans places each grain through a resilience pipeline that reports every execution.
            .AddFilter("Polly", LogLevel.Warning)
            // Every probe would say again what the answer, a metric and an alert say.
            .AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None)
            // Its first look counts from the start of the machine and warns of a pause that never was.
            .AddFilter("Orleans.Runtime.Watchdog", LogLevel.Error);
    }
}
