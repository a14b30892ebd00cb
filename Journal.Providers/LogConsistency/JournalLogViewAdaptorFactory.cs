using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.EventSourcing;
using Orleans.Storage;

namespace PosSaga.Journal.Providers;

/// <summary>Log-consistency provider that keeps a journaled grain's log as a stream of the journal.</summary>
/// <remarks>The providers that Orleans ships write an event twice after a lost acknowledgement, retry for ever an event
/// that cannot be stored, and hide storage errors from the caller.</remarks>
public sealed class JournalLogViewAdaptorFactory(
    IEventJournal journal, IEventCodec codec, TimeProvider time, IIdSource ids) : ILogViewAdaptorFactory
{
    /// <summary>For snapshots.</summary>
    public bool UsesStorageProvider => true;

    internal IEventJournal Journal => journal;

    internal IEventCodec Codec => codec;

    internal IIdSource Ids => ids;

    public ILogViewAdaptor<TLogView, TLogEntry> MakeLogViewAdaptor<TLogView, TLogEntry>(
        ILogViewAdaptorHost<TLogView, TLogEntry> hostGrain, TLogView initialState, string grainTypeName,
        IGrainStorage? grainStorage, ILogConsistencyProtocolServices services)
        where TLogView : class, new()
        where TLogEntry : class =>
        new JournalLogViewAdaptor<TLogView, TLogEntry>(this, hostGrain, initialState, grainStorage, services);

    internal long NowMicros() =>
        (time.GetUtcNow().Ticks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}

public static class JournalLogConsistencyHosting
{
    /// <summary>Makes the journal the log of every journaled grain that names no other provider. Requires an
    /// <see cref="IEventJournal"/> and an <see cref="IEventCodec"/>.</summary>
    public static IServiceCollection AddJournalLogConsistency(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IIdSource, TimeOrderedIds>();
        services.AddSingleton<ILogViewAdaptorFactory, JournalLogViewAdaptorFactory>();
        return services;
    }
}
