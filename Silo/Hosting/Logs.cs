using Microsoft.Extensions.Logging;

namespace PosSaga.Silo.Hosting;

public static class Logs
{
    /// <summary>A line per request, statement or runtime part would cost more than it tells; warnings and our own lines
    /// stay.</summary>
    public static ILoggingBuilder AddOurs(this ILoggingBuilder logging) => logging
        .AddFilter("Microsoft.AspNetCore", LogLevel.Warning)
        .AddFilter("Npgsql", LogLevel.Warning)
        .AddFilter("Orleans", LogLevel.Warning);
}
