using PosSaga.Journal;
using PosSaga.Silo.Hosting;

namespace PosSaga.Api;

/// <summary>What a host of the API is made of.</summary>
internal static class PosSagaBuilder
{
    public static WebApplicationBuilder AddPosSaga(this WebApplicationBuilder builder)
    {
        // A line per request or statement would cost more than it; warnings and our own lines stay.
        builder.Logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.AddLimits();

        // A newcomer configures nothing; anywhere else a journal that nobody named would be a surprise.
        if (builder.Environment.IsDevelopment() && builder.Configuration[JournalOptions.ConnectionKey] is null)
            builder.Configuration[JournalOptions.ConnectionKey] = "Data Source=data";

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddPosSagaSilo(builder.Configuration, builder.Environment);
        services.AddSingleton<Readiness>();
        services.AddAuthenticationOf(builder.Configuration);
        services.AddSingleton(builder.Configuration.GetSection("RateLimits").Get<RateLimitSettings>() ?? new());
        services.AddSingleton<RateLimits>();
        services.AddDocumentation();
        services.ConfigureHttpJsonOptions(options => options.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default));
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<IdConstraint>("id"));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddSingleton<MetricsCollector>();
        services.AddHostedService(provider => provider.GetRequiredService<MetricsCollector>());
        services.AddHostedService<Tracing>();
        services.AddHostedService<Banner>();
        return builder;
    }
}
