using Orleans.EventSourcing;
using Orleans.Storage;

namespace PosSaga.Journal.Providers;

/// <summary>One activation's view of its stream. One append is in flight at a time; what is raised meanwhile goes
/// together into the next. Runs in the activation's turns and is not thread-safe.</summary>
internal sealed partial class JournalLogViewAdaptor<TView, TEntry>(
    JournalLogViewAdaptorFactory provider, ILogViewAdaptorHost<TView, TEntry> host, TView initialState,
    IGrainStorage? storage, ILogConsistencyProtocolServices services) : ILogViewAdaptor<TView, TEntry>
    where TView : class, new()
    where TEntry : class
{
    private readonly IJournaledHost journaled = host as IJournaledHost
        ?? throw new NotSupportedException($"{host.GetType()} must implement IJournaledHost.");
    private readonly string stream = services.GrainId.ToString();

    // Created on demand: nearly every stream ends long before its first snapshot.
    private StreamSnapshots? snapshots;

    // The holders stay the same objects; only the states in them are replaced.
    private readonly TView confirmed = initialState is IStateHolder<TView>
        ? initialState
        : throw new NotSupportedException($"{typeof(TView)} must implement IStateHolder of itself.");
    private readonly TView tentative = CopyOf(initialState);
    private StreamHead head = StreamHead.Empty;

    // True from a failed append until the stream was read again: the views may differ from the journal.
    private bool inDoubt;

    // False until something was read or appended. The first event of a new stream may be raised before anything is
    // read; its append fails if the stream exists.
    private bool loaded;

    private readonly Queue<AppendGroup<TView, TEntry>> groups = new();
    private AppendGroup<TView, TEntry>? last;

    // The last group while events may still be added to it.
    private AppendGroup<TView, TEntry>? open;
    private bool appending;

    public TView TentativeView => tentative;

    public TView ConfirmedView => confirmed;

    public int ConfirmedVersion => checked((int)head.Version);

    public IEnumerable<TEntry> UnconfirmedSuffix =>
        groups.SelectMany(g => g.Events).Select(e => e.Entry).ToArray();

    /// <summary>Reads nothing: the first <see cref="Synchronize"/> does.</summary>
    public Task PreOnActivate() => Task.CompletedTask;

    public Task PostOnActivate() => Task.CompletedTask;

    /// <summary>Waits for appends in flight, so that the next activation reads them.</summary>
    public async Task PostOnDeactivate()
    {
        while (last is { } unconfirmed)
            await unconfirmed.Done.ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    public void EnableStatsCollection() { }

    public void DisableStatsCollection() { }

    public LogConsistencyStatistics? GetStats() => null;

    private StreamSnapshots? Snapshots =>
        snapshots ??= StreamSnapshots.For(confirmed, storage, provider.Codec, services);

    private static TView CopyOf(TView view) => ((IStateHolder<TView>)view).Copy();

    private static void Copy(TView from, TView to) => ((IStateHolder<TView>)to).CopyFrom(from);

    // An exception of the grain's own callback must not fail an append that is in the journal.
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
