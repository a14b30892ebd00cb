using Orleans.EventSourcing;
using Orleans.Storage;

namespace PosSaga.Journal.Providers;

/// <summary>Our log-consistency provider: a journaled grain's log is a stream of the journal.</summary>
/// <remarks>Not the providers that Orleans ships: after a lost acknowledgement they write an event twice, retry an
/// event that cannot be stored for ever, and keep storage errors from the caller.</remarks>
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
