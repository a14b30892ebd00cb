using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PosSaga.Journal;

/// <summary>Registers the journal and its parts.</summary>
public static class JournalRegistration
{
    /// <summary>Reads <c>ConnectionStrings:Journal</c> and the section <c>Journal</c>. The host must await
    /// <see cref="JournalSystem.Migrate"/> before it uses any part.</summary>
    public static IServiceCollection AddJournal(
        this IServiceCollection services, IConfiguration configuration, Action<JournalOptions>? configure = null)
    {
        var options = configuration.SettingsOf<JournalOptions>("Journal");
        options.ConnectionString = configuration[JournalOptions.ConnectionKey] ?? "";
        configure?.Invoke(options);
        return services.AddJournal(options);
    }

    public static IServiceCollection AddJournal(this IServiceCollection services, JournalOptions options)
    {
        // Reading it checks the connection string here, where the stack trace says who configured it.
        _ = options.Kind;
        services.AddSingleton(options);
        services.AddSingleton(
            s => JournalSystem.Create(options, s.GetService<TimeProvider>(), s.GetService<ILoggerFactory>()));
        return services
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Database)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Journal)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Feed)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Verifier)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Checkpoints)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Leases)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().DeadLetters)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Snapshots)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Mail)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Heads)
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Keys);
    }

    /// <summary>Registers the codec for the events that <paramref name="configure"/> names.</summary>
    public static IServiceCollection AddEventCodec(
        this IServiceCollection services, Action<EventCodecOptions> configure)
    {
        var options = new EventCodecOptions();
        configure(options);
        return services
            .AddSingleton(s => new EventCodec(options, s.GetRequiredService<SubjectKeyRing>()))
            .AddSingleton<IEventCodec>(s => s.GetRequiredService<EventCodec>());
    }
}
