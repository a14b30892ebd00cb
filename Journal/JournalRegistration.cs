using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PosSaga.Journal;

/// <summary>Puts the journal into the container.</summary>
public static class JournalRegistration
{
    /// <summary>Reads <c>ConnectionStrings:Journal</c> and the section <c>Journal</c>; the host then awaits
    /// <see cref="IJournalSchema.Migrate"/> before anything else.</summary>
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
        _ = options.Kind;
        services.AddSingleton(options);
        services.AddSingleton(
            s => JournalSystem.Create(options, s.GetService<TimeProvider>(), s.GetService<ILoggerFactory>()));
        return services
            .AddSingleton<IJournalSchema>(s => s.GetRequiredService<JournalSystem>())
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
            .AddSingleton(s => s.GetRequiredService<JournalSystem>().Keys)
            .AddSingleton<ISubjectKeys>(s => s.GetRequiredService<SubjectKeyRing>())
            .AddSingleton<IErasedSubjects>(s => s.GetRequiredService<SubjectKeyRing>());
    }

    /// <summary>The codec of all events of the given assemblies.</summary>
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
