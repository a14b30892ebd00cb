using Orleans.Storage;

namespace Orleans.EventSourcing;

/// <summary>A grain that raises events and is their fold.</summary>
public abstract class JournaledGrain<TGrainState, TEventBase>
    : LogConsistentGrain<TGrainState>, ILogConsistencyProtocolParticipant, ILogViewAdaptorHost<TGrainState, TEventBase>
    where TGrainState : class, new()
    where TEventBase : class
{
    private ILogViewAdaptor<TGrainState, TEventBase> log = null!;

    protected JournaledGrain()
    {
    }

    /// <summary>The confirmed state.</summary>
    protected TGrainState State => log.ConfirmedView;

    /// <summary>The state with the events that are still on their way.</summary>
    protected TGrainState TentativeState => log.TentativeView;

    /// <summary>Number of confirmed events.</summary>
    protected int Version => log.ConfirmedVersion;

    public IEnumerable<TEventBase> UnconfirmedEvents => log.UnconfirmedSuffix;

    protected override ILogViewAdaptorFactory? DefaultAdaptorFactory => null;

    public override Task OnActivateAsync(CancellationToken cancellationToken) => log.Synchronize();

    protected virtual void RaiseEvent<TEvent>(TEvent @event) where TEvent : TEventBase
    {
        ArgumentNullException.ThrowIfNull(@event);
        log.Submit(@event);
    }

    protected virtual void RaiseEvents<TEvent>(IEnumerable<TEvent> events) where TEvent : TEventBase =>
        log.SubmitRange((IEnumerable<TEventBase>)events);

    protected virtual Task<bool> RaiseConditionalEvent<TEvent>(TEvent @event) where TEvent : TEventBase =>
        log.TryAppend(@event);

    protected virtual Task<bool> RaiseConditionalEvents<TEvent>(IEnumerable<TEvent> events) where TEvent : TEventBase =>
        log.TryAppendRange((IEnumerable<TEventBase>)events);

    /// <summary>Completes when everything raised so far is in the log, faults when it will never be.</summary>
    protected Task ConfirmEvents() => log.ConfirmSubmittedEntries();

    /// <summary>Confirms, and reads what others appended.</summary>
    protected Task RefreshNow() => log.Synchronize();

    protected Task<IReadOnlyList<TEventBase>> RetrieveConfirmedEvents(int fromVersion, int toVersion)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(fromVersion);
        ArgumentOutOfRangeException.ThrowIfLessThan(toVersion, fromVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(toVersion, Version);
        return log.RetrieveLogSegment(fromVersion, toVersion);
    }

    /// <summary>Folds one event into the state.</summary>
    protected virtual void TransitionState(TGrainState state, TEventBase @event)
    {
        dynamic holder = state;
        dynamic fact = @event;
        holder.Apply(fact);
    }

    protected virtual void OnTentativeStateChanged()
    {
    }

    protected virtual void OnStateChanged()
    {
    }

    protected virtual void OnConnectionIssue(ConnectionIssue issue)
    {
    }

    protected virtual void OnConnectionIssueResolved(ConnectionIssue issue)
    {
    }

    protected override void InstallAdaptor(
        ILogViewAdaptorFactory factory, object state, string grainTypeName, IGrainStorage? grainStorage,
        ILogConsistencyProtocolServices services) =>
        log = factory.MakeLogViewAdaptor<TGrainState, TEventBase>(
            this, (TGrainState)state, grainTypeName, grainStorage, services);

    Task ILogConsistencyProtocolParticipant.PreActivateProtocolParticipant() => log.PreOnActivate();

    Task ILogConsistencyProtocolParticipant.PostActivateProtocolParticipant() => log.PostOnActivate();

    Task ILogConsistencyProtocolParticipant.DeactivateProtocolParticipant() => log.PostOnDeactivate();

    void ILogViewAdaptorHost<TGrainState, TEventBase>.UpdateView(TGrainState view, TEventBase entry) =>
        TransitionState(view, entry);

    void ILogViewAdaptorHost<TGrainState, TEventBase>.OnViewChanged(bool tentative, bool confirmed)
    {
        if (tentative)
            OnTentativeStateChanged();
        if (confirmed)
            OnStateChanged();
    }

    void IConnectionIssueListener.OnConnectionIssue(ConnectionIssue connectionIssue) =>
        OnConnectionIssue(connectionIssue);

    void IConnectionIssueListener.OnConnectionIssueResolved(ConnectionIssue connectionIssue) =>
        OnConnectionIssueResolved(connectionIssue);
}
