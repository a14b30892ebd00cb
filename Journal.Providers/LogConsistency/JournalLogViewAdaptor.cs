using Orleans.EventSourcing;
using Orleans.Storage;

namespace PosSaga.Journal.Providers;

/// <summary>One activation's view of its stream. Belongs to the activation's turns; nothing here is
/// thread-safe.</summary>
internal sealed partial class JournalLogViewAdaptor<TView, TEntry> : ILogViewAdaptor<TView, TEntry>
    where TView : class, new()
    where TEntry : class
{
    private readonly JournalLogViewAdaptorFactory provider;
    private readonly ILogViewAdaptorHost<TView, TEntry> host;
    private readonly IJournaledHost journaled;
    private readonly ILogConsistencyProtocolServices services;
    private readonly IGrainStorage? storage;
    private readonly string stream;

    // Made when first needed: nearly every stream ends long before its first snapshot.
    private StreamSnapshots? snapshots;

    // The holders stay the same objects for life; what they hold is swapped.
    private readonly TView confirmed;
    private readonly TView tentative;
    private StreamHead head = StreamHead.Empty;

    // True from a failed or lost append until the tail was read again: the views may not be what the journal says.
    private bool inDoubt;

    // False until something was read or appended: a new stream's first event may well be raised before anything is
    // read, and its append says whether the stream was new.
    private bool loaded;

    public JournalLogViewAdaptor(
        JournalLogViewAdaptorFactory provider, ILogViewAdaptorHost<TView, TEntry> host, TView initialState,
        IGrainStorage? storage, ILogConsistencyProtocolServices services)
    {
        this.provider = provider;
        this.host = host;
        this.storage = storage;
        this.services = services;
        journaled = host as IJournaledHost
            ?? throw new NotSupportedException($"{host.GetType()} must implement IJournaledHost.");
        confirmed = initialState is IStateHolder<TView>
            ? initialState
            : throw new NotSupportedException($"{typeof(TView)} must implement IStateHolder of itself.");
        tentative = CopyOf(confirmed);
        stream = services.GrainId.ToString();
    }

    public TView TentativeView => tentative;

    public TView ConfirmedView => confirmed;

    public int ConfirmedVersion => checked((int)head.Version);

    public IEnumerable<TEntry> UnconfirmedSuffix =>
        groups.SelectMany(g => g.Events).Select(e => e.Entry).ToArray();

    /// <summary>Reads nothing: that is left to the first <see cref="Synchronize"/>.</summary>
    public Task PreOnActivate() => Task.CompletedTask;

    public Task PostOnActivate() => Task.CompletedTask;

    /// <summary>The next activation loads what this one appended, so nothing may be on its way any more.</summary>
    public async Task PostOnDeactivate()
    {
        while (last is { } unconfirmed)
            await unconfirmed.Done.ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void EnableStatsCollection()
    {
    }

    public void DisableStatsCollection()
    {
    }

    /// <summary>None: what is appended is counted where it is appended, in the journal.</summary>
    public LogConsistencyStatistics? GetStats() => null;

    private StreamSnapshots? Snapshots =>
        snapshots ??= StreamSnapshots.For(confirmed, storage, provider.Codec, services);

    private static TView CopyOf(TView view) => ((IStateHolder<TView>)view).Copy();

    private static void Copy(TView from, TView to) => ((IStateHolder<TView>)to).CopyFrom(from);

    // What a grain does on hearing of a change is no reason to fail an append that is in the journal.
    private void Notify(bool tentativeChanged, bool confirmedChanged)
    {
        try
        {
            host.OnViewChanged(tentativeChanged, confirmedChanged);
        }
#pragma warning disable CA1031 // Logged by the runtime.
        catch (Exception error)
#pragma warning restore CA1031
        {
            services.CaughtUserCodeException(nameof(host.OnViewChanged), stream, error);
        }
    }
}
