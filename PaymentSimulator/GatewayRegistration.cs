using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;

namespace PosSaga.PaymentSimulator;

/// <summary>Where the simulated gateway keeps its books.</summary>
public enum GatewayStore { Memory, Sqlite, Postgres }

/// <param name="ConnectionString">PostgreSQL only.</param>
/// <param name="Directory">SQLite only: <c>gateway.db</c> is made in it.</param>
public sealed record GatewayDatabase(GatewayStore Store, string? ConnectionString = null, string? Directory = null)
{
    /// <summary>A schema of the same PostgreSQL database, or a second file of the same directory: never in the journal
    /// itself, for the gateway is a stranger.</summary>
    public static GatewayDatabase Beside(JournalDatabase journal) => journal.Kind switch
    {
        JournalKind.Postgres => new(GatewayStore.Postgres, journal.ConnectionString),
        JournalKind.Sqlite => new(GatewayStore.Sqlite, Directory: journal.DataDirectory),
        _ => new(GatewayStore.Memory),
    };
}

public static class GatewayRegistration
{
    /// <summary>The simulated gateway with books beside the journal, the pipeline to it, and its settings
    /// (<see cref="GatewayControls"/>), which follow those of the other silos.</summary>
    /// <param name="database">Asked for at start, once the services exist.</param>
    /// <param name="random">Numbers from 0 to below 1; a simulation gives its seeded source.</param>
    public static IServiceCollection AddSimulatedGateway(
        this IServiceCollection services, Func<IServiceProvider, GatewayDatabase> database, Func<double>? random = null)
    {
        random ??= Random.Shared.NextDouble;
        services.AddGatewayControls(database);
        services.AddSingleton<IPaymentGateway>(provider => new SimulatedGateway(
            provider.GetRequiredService<IGatewayLedger>(), provider.GetRequiredService<GatewayControls>(),
            provider.GetRequiredService<TimeProvider>(), random));
        services.TryAddSingleton<GatewayHealth>();
        services.AddSingleton(provider => new GatewayPipeline(
            provider.GetRequiredService<IPaymentGateway>(), provider.GetRequiredService<TimeProvider>(), random,
            provider.GetRequiredService<GatewayHealth>()));
        return services;
    }

    public static IServiceCollection AddSimulatedGateway(this IServiceCollection services, GatewayDatabase database) =>
        services.AddSimulatedGateway(_ => database);

    /// <summary>The same with books beside the journal that is registered.</summary>
    public static IServiceCollection AddSimulatedGateway(this IServiceCollection services) =>
        services.AddSimulatedGateway(
            provider => GatewayDatabase.Beside(provider.GetRequiredService<JournalDatabase>()));

    /// <summary>The settings alone, for a process that does not pay: what it changes, the silos see.</summary>
    public static IServiceCollection AddGatewayControls(this IServiceCollection services) =>
        services.AddGatewayControls(provider => GatewayDatabase.Beside(provider.GetRequiredService<JournalDatabase>()));

    private static IServiceCollection AddGatewayControls(
        this IServiceCollection services, Func<IServiceProvider, GatewayDatabase> database)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => Ledger(
            database(provider), provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<GatewayControls>();
        services.AddHostedService<GatewaySettingsWatch>();
        return services;
    }

    /// <summary>The books alone, for whoever checks them. Dispose of them when done.</summary>
    public static IGatewayLedger Ledger(GatewayDatabase database, ILoggerFactory logs)
    {
        var log = logs.CreateLogger<GroupCommitLedger>();
        return database.Store switch
        {
            GatewayStore.Postgres => new PostgresGatewayLedger(Required(database.ConnectionString), log),
            GatewayStore.Sqlite => new SqliteGatewayLedger(Required(database.Directory), log),
            _ => new InMemoryGatewayLedger(),
        };
    }

    private static string Required(string? value) =>
        value ?? throw new InvalidOperationException("The gateway's books need a connection string or a directory.");
}
