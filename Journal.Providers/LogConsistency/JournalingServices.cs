using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.EventSourcing;

namespace PosSaga.Journal.Providers;

/// <summary>Registration of the log-consistency provider.</summary>
public static class JournalingServices
{
    /// <summary>Makes the journal the log of every journaled grain that names no other provider. Expects an
    /// <see cref="IEventJournal"/> and an <see cref="IEventCodec"/>.</summary>
    public static IServiceCollection AddJournalLogConsistency(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, TimeOrderedIds>();
        services.AddSingleton<ILogViewAdaptorFactory, JournalLogViewAdaptorFactory>();
        return services;
    }
}
