using Microsoft.Extensions.DependencyInjection;
using Orleans.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.EventSourcing;

/// <summary>Guard, decide, raise, confirm: written once for every aggregate. A decision is pure, so one that lost a
/// race or met an outage is simply taken again on the reloaded state; an answer is given only after the append, and so
/// is a refusal that was decided on events not yet confirmed.</summary>
public abstract class AggregateGrain<TState, TEvent> : JournaledGrain<StateHolder<TState>, TEvent>, IJournaledHost
    where TState : class, IAggregate<TState, TEvent>
    where TEvent : class
{
    // Two activations of one grain can race while a cluster heals; each loser reloads and decides anew.
    private const int MaxConflicts = 5;

    private HashSet<string>? _answering;
    private EventMetadata? _metadata;
    private AppendKey? _key;

    /// <summary>Confirmed state and everything raised since: what a command is decided on.</summary>
    /// <exception cref="InvalidOperationException">As with <see cref="Confirmed"/>.</exception>
    protected TState Current => _loaded ? Tentative : throw NotLoaded();

    /// <summary>What the journal holds.</summary>
    /// <exception cref="InvalidOperationException">Nothing was read yet: <see cref="EnsureLoaded"/> comes first.</exception>
    protected TState Confirmed => _loaded ? State.Value ?? TState.Initial : throw NotLoaded();

    // Also while it is only assumed that the stream is new.
    private TState Tentative => TentativeState.Value ?? TState.Initial;

    protected long LastPosition { get; private set; }

    protected string Tenant { get; private set; } = "";

    /// <summary>The key without its tenant.</summary>
    protected string Id { get; private set; } = "";

    EventMetadata IJournaledHost.Metadata => _metadata
        ?? throw new InvalidOperationException("Events are raised through Handle or Raise, which say whose they are.");

    AppendKey? IJournaledHost.Key => _key;

    string? IJournaledHost.ProcessKeyOf(object @event) => ProcessKeyOf((TEvent)@event);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        var key = this.GetPrimaryKeyString();
        (Tenant, Id) = (GrainKeys.TenantOf(key), GrainKeys.IdOf(key));
        _takeovers = ServiceProvider.GetService<Takeovers>();
        // Not the base's, which reads the log: the first call decides whether it must (EnsureLoaded, MayAssumeNew).
        return Task.CompletedTask;
    }

    /// <summary>Nothing more is expected of it: the activation goes as soon as nobody calls it, so that memory follows
    /// what is open and not what has been.</summary>
    protected virtual bool IsAtRest(TState state) => false;

    /// <summary>The stream that a published event goes to, within its namespaces; null for an event that is not
    /// published. This grain's own id, unless the event belongs to somebody else's choreography.</summary>
    protected virtual string? ProcessKeyOf(TEvent @event) =>
        PublishedAttribute.NamespacesOf(@event.GetType()).Count > 0 ? Id : null;

    protected override void TransitionState(StateHolder<TState> state, TEvent @event) =>
        state.Value = (state.Value ?? TState.Initial).Apply(@event);

    /// <summary>Handles one command; <paramref name="view"/> makes the answer of the state after it.</summary>
    /// <param name="key">Idempotency key that lives in the journal rather than in the state, if the command has
    /// one.</param>
    /// <param name="begins">The command usually comes first of all: see <see cref="MayAssumeNew"/>.</param>
    /// <exception cref="KeyAnsweredException">The command's own key was answered before, or that of a call which shared
    /// its flush: the caller looks its key up.</exception>
    protected Task<CommandResult<TView>> Handle<TView>(
        Origin origin, Func<TState, Decision<TEvent>> decide, Func<TState, TView> view, AppendKey? key = null,
        bool begins = false) =>
        Handle(origin, state => new ValueTask<Decision<TEvent>>(decide(state)), view, key, begins);

    /// <summary>The same for a decision that needs something from elsewhere: looked up anew for every
    /// attempt.</summary>
    protected async Task<CommandResult<TView>> Handle<TView>(
        Origin origin, Func<TState, ValueTask<Decision<TEvent>>> decide, Func<TState, TView> view,
        AppendKey? key = null,
        bool begins = false)
    {
        if (origin.Tenant != Tenant)
            return CommandResult<TView>.Refused(TenantRefusals.OfAnotherTenant);
        var (conflicts, refreshed) = (0, false);
        while (true)
        {
            var keyed = false;
            var assumed = begins && MayAssumeNew;
            if (!assumed)
                await EnsureLoaded();
            try
            {
                switch (await DecideOnCurrent(decide))
                {
                    case Decision<TEvent>.Recorded recorded:
                        var own = recorded.Key ?? key;
                        keyed = own is not null;
                        return await Record(origin, recorded.Events, own, view);
                    case not null when assumed:
                        // Only the journal can prove an assumption, and there is nothing to append.
                        (begins, refreshed) = (false, true);
                        continue;
                    case Decision<TEvent>.Replayed:
                        var seen = Tentative;
                        await ConfirmEvents();
                        return CommandResult<TView>.Done(view(seen), LastPosition, replayed: true);
                    case Decision<TEvent>.Refused when RefreshesBeforeRefusing && !refreshed:
                        refreshed = true;
                        await RefreshFromJournal();
                        continue;
                    case Decision<TEvent>.Refused refused:
                        await ConfirmEvents();
                        return CommandResult<TView>.Refused(refused.Refusal, refused.Again);
                    default:
                        throw new InvalidOperationException("A decision is recorded, replayed or refused.");
                }
            }
            catch (StreamConflictException) when (conflicts < MaxConflicts)
            {
                // Somebody else appended first: EnsureLoaded reloads, and the command is decided on what is true now.
                conflicts++;
            }
            catch (KeyAnsweredException) when (!keyed && conflicts < MaxConflicts)
            {
                // A call that shared the flush met its own key; what was decided beside it is decided again.
                conflicts++;
            }
        }
    }

    private async Task<CommandResult<TView>> Record<TView>(
        Origin origin, IReadOnlyList<TEvent> events, AppendKey? key, Func<TState, TView> view)
    {
        if (key is not null && !(_answering ??= new(StringComparer.Ordinal)).Add(key.Key))
        {
            // The same request twice at the same time: one append cannot answer a key twice.
            await ConfirmEvents();
            throw new KeyAnsweredException();
        }

        try
        {
            Raise(origin, events, key);
            var after = Tentative;
            await ConfirmEvents();
            if (IsAtRest(Confirmed))
                DeactivateOnIdle();
            return CommandResult<TView>.Done(view(after), LastPosition);
        }
        finally
        {
            if (key is not null)
                _answering!.Remove(key.Key);
        }
    }

    private async ValueTask<Decision<TEvent>> DecideOnCurrent(Func<TState, ValueTask<Decision<TEvent>>> decide)
    {
        var state = Tentative;
        var decision = await decide(state);
        // While something was looked up, an interleaving call may have raised: the decision would rest on the past.
        return ReferenceEquals(state, Tentative) && !InDoubt
            ? decision
            : throw new StreamConflictException("The state moved on while the decision was being prepared.");
    }

    /// <summary>Raises without waiting; whoever answers on the strength of it confirms first.</summary>
    /// <exception cref="InvalidOperationException">The events would be another tenant's than the stream.</exception>
    protected void Raise(Origin origin, IReadOnlyList<TEvent> events, AppendKey? key = null)
    {
        if (origin.Tenant != Tenant)
            throw new InvalidOperationException($"{GetType().Name} of {Tenant} raises nothing for {origin.Tenant}.");
        _metadata = new EventMetadata(
            origin.Tenant, origin.Actor, origin.Correlation, origin.RequestId, origin.Causation, origin.Trace);
        _key = key;
        try
        {
            RaiseEvents(events);
        }
        finally
        {
            (_metadata, _key) = (null, null);
        }
    }

    // What the activation knows of the journal, and when it reads it (again).

    private bool _loaded;
    private long _doubts;
    private long _doubtsSettled;
    private Task? _reload;

    // Null where no silo can follow another.
    private Takeovers? _takeovers;
    private Task? _readingAgain;

    // Not that of an append: what somebody else appended right behind it came later.
    private long _readAt = long.MinValue;

    /// <summary>Something was read or appended: there is a state to answer from.</summary>
    protected bool IsLoaded => _loaded;

    /// <summary>How often the state was loaded anew because an append failed, or because somebody else had appended:
    /// what was raised meanwhile may be lost.</summary>
    protected int Reloads { get; private set; }

    /// <summary>Nothing was read yet. A command that begins a stream may be decided as if nothing were there: the
    /// append itself says whether that is true, and if not the command is decided again on what is. Saves a read per
    /// new order, payment, cart; an answer never rests on the assumption alone.</summary>
    protected bool MayAssumeNew => !_loaded && !InDoubt;

    /// <summary>An event that was decided on an old state is stopped by the journal, a refusal by nobody: after a
    /// takeover this activation may not have heard of what the silo before it still appended. Costs a read per
    /// refusal.</summary>
    protected virtual bool RefreshesBeforeRefusing => true;

    private bool InDoubt => _doubts != _doubtsSettled;

    void IJournaledHost.Confirmed(StreamHead head, long position)
    {
        _loaded = true;
        LastPosition = Math.Max(LastPosition, position);
    }

    void IJournaledHost.InDoubt() => _doubts++;

    /// <summary>Reads what others may have appended.</summary>
    protected async Task RefreshFromJournal()
    {
        await ConfirmEvents();
        var version = Version;
        await RefreshNow();
        if (Version != version)
            Reloads++;
    }

    /// <summary>Loads what was not loaded yet, and reloads when the last append failed or is in doubt; every decision
    /// starts with it, but for the first of a new stream. Calls that interleave wait for the same reload: one that went
    /// on meanwhile would decide on what is known to be doubtful.</summary>
    protected async ValueTask EnsureLoaded()
    {
        if (_loaded && !InDoubt && _takeovers?.MayHaveMissed(_readAt) == true)
            await ReadAgain();
        while (!_loaded || InDoubt)
        {
            var reload = _reload ??= Reload();
            try
            {
                await reload;
            }
            finally
            {
                if (ReferenceEquals(_reload, reload))
                    _reload = null;
            }
        }
    }

    private async Task Reload()
    {
        var (doubts, began) = (_doubts, _takeovers?.Now ?? 0);
        if (InDoubt)
            Reloads++;
        await RefreshNow();
        (_doubtsSettled, _readAt) = (doubts, began);
    }

    /// <summary>While a silo that was declared dead may still append, each answer rests on a read of its own, and the
    /// first one after that as well: an append of ours would conflict, a read would go on telling the past.</summary>
    private async Task ReadAgain()
    {
        var reading = _readingAgain ??= Read();
        try
        {
            await reading;
        }
        catch (StreamConflictException)
        {
            // What stood unconfirmed was not appended: now in doubt, it is loaded anew by the caller.
        }
        finally
        {
            if (ReferenceEquals(_readingAgain, reading))
                _readingAgain = null;
        }

        async Task Read()
        {
            var began = _takeovers!.Now;
            await RefreshFromJournal();
            _readAt = began;
        }
    }

    private InvalidOperationException NotLoaded() =>
        new($"{GetType().Name} would answer from a state that was not loaded: {nameof(EnsureLoaded)} comes first.");
}
