using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace PosSaga.Client;

/// <summary>Registration with a container.</summary>
public static class PosSagaClientRegistration
{
    /// <summary>Adds <see cref="IPosSagaClient"/> over <see cref="IHttpClientFactory"/>.</summary>
    /// <returns>The client's builder, for handlers of one's own; they stand beneath the retries.</returns>
    /// <exception cref="ArgumentException">An option cannot be right.</exception>
    public static IHttpClientBuilder AddPosSagaClient(
        this IServiceCollection services, Action<PosSagaClientOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        var options = new PosSagaClientOptions();
        configure(options);
        options.Check();
        services.TryAddSingleton(TimeProvider.System);
        return services.AddHttpClient<IPosSagaClient, PosSagaClient>(http => PosSagaClient.Prepare(http, options))
            .AddHttpMessageHandler(() => new JournalPositionHandler())
            .AddHttpMessageHandler(() => new IdempotencyKeyHandler())
            .AddHttpMessageHandler(provider => new RetryHandler(options, provider.GetRequiredService<TimeProvider>()));
    }
}
