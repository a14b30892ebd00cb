using Orleans.Storage;

namespace Orleans.EventSourcing;

/// <summary>The log as a grain reads it. A view is the fold of a prefix of the log.</summary>
public interface ILogViewRead<TView, TLogEntry>
{
    /// <summary>With the entries that are still on their way.</summary>
    TView TentativeView { get; }

    TView ConfirmedView { get; }

    int ConfirmedVersion { get; }

    IEnumerable<TLogEntry> UnconfirmedSuffix { get; }

    Task<IReadOnlyList<TLogEntry>> RetrieveLogSegment(int fromVersion, int toVersion);
}

/// <summary>The log as a grain writes it.</summary>
public interface ILogViewUpdate<TLogEntry>
{
    void Submit(TLogEntry entry);

    /// <summary>Several entries, all or nothing.</summary>
    void SubmitRange(IEnumerable<TLogEntry> entries);

    /// <summary>False if somebody else appended first.</summary>
    Task<bool> TryAppend(TLogEntry entry);

    Task<bool> TryAppendRange(IEnumerable<TLogEntry> entries);

    /// <summary>Completes when everything submitted so far is in the log.</summary>
    Task ConfirmSubmittedEntries();

    /// <summary>The same, and reads what others appended.</summary>
    Task Synchronize();
}

/// <summary>What a provider makes for each activation of a journaled grain.</summary>
public interface ILogViewAdaptor<TLogView, TLogEntry>
    : ILogViewRead<TLogView, TLogEntry>, ILogViewUpdate<TLogEntry>, ILogConsistencyDiagnostics
    where TLogView : new()
{
    Task PreOnActivate();

    Task PostOnActivate();

    Task PostOnDeactivate();
}

/// <summary>The grain, as its adaptor sees it.</summary>
public interface ILogViewAdaptorHost<TLogView, TLogEntry> : IConnectionIssueListener
{
    void UpdateView(TLogView view, TLogEntry entry);

    void OnViewChanged(bool tentative, bool confirmed);
}

/// <summary>A log-consistency provider.</summary>
public interface ILogViewAdaptorFactory
{
    /// <summary>Whether the adaptors want a grain storage.</summary>
    bool UsesStorageProvider { get; }

    ILogViewAdaptor<TLogView, TLogEntry> MakeLogViewAdaptor<TLogView, TLogEntry>(
        ILogViewAdaptorHost<TLogView, TLogEntry> hostGrain, TLogView initialState, string grainTypeName,
        IGrainStorage? grainStorage, ILogConsistencyProtocolServices services)
        where TLogView : class, new()
        where TLogEntry : class;
}
