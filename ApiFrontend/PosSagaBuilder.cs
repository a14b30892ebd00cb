using PosSaga.Journal;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Metrics;

namespace PosSaga.Api;

/// <summary>What a host of the API is made of.</summary>
internal static class PosSagaBuilder
{
    public static WebApplicationBuilder AddPosSaga(this WebApplicationBuilder builder)
    {
        builder.Logging.AddOurs(builder.Configuration);
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.AddLimits();
        builder.UseAnyFreePort();

        // A newcomer configures nothing; anywhere else a journal that nobody named would be a surprise.
        if (builder.Environment.IsDevelopment() && builder.Configuration[JournalOptions.ConnectionKey] is null)
            builder.Configuration[JournalOptions.ConnectionKey] = "Data Source=data";

        var services = builder.Services;
        services.AddSingleton(TimeProvider.System);
        services.AddPosSaga(builder.Configuration, builder.Environment);
        services.AddPrometheusMetrics();
        services.AddSingleton<StartGate>();
        services.AddAuthenticationOf(builder.Configuration, builder.Environment);
        services.AddSingleton(RateLimitSettings.From(builder.Configuration, builder.Environment));
        services.AddSingleton<RateLimits>();
        services.AddDocumentation();
        services.AddCompression();
        services.AddCrossOrigin(builder.Configuration);
        services.ConfigureHttpJsonOptions(options =>
        {
            options.SerializerOptions.TypeInfoResolverChain.Insert(0, WireJson.Default);
            // The document reads it here: a number is a number, and never a text that looks like one.
            options.SerializerOptions.NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.Strict;
        });
        services.Configure<RouteOptions>(options => options.SetParameterPolicy<IdConstraint>("id"));
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddTracing(builder.Configuration, "Microsoft.AspNetCore");
        services.AddSingleton<SignInLink>();
        services.AddHostedService<Banner>();
        return builder;
    }
}
