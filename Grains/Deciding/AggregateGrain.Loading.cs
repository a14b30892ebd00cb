using PosSaga.Journal;

namespace PosSaga.Deciding;

/// <summary>What the activation knows of the journal, and when it reads it (again).</summary>
public abstract partial class AggregateGrain<TState, TEvent>
{
    private bool _loaded;
    private long _doubts;
    private long _doubtsSettled;
    private Task? _reload;

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
    protected virtual bool LooksAgainBeforeRefusing => true;

    private bool InDoubt => _doubts != _doubtsSettled;

    void IJournaledHost.Confirmed(StreamHead head, long position)
    {
        _loaded = true;
        LastPosition = Math.Max(LastPosition, position);
    }

    void IJournaledHost.InDoubt() => _doubts++;

    /// <summary>Reads what others may have appended.</summary>
    protected async Task LookAgain()
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
    protected async ValueTask Settle()
    {
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
        var doubts = _doubts;
        if (InDoubt)
            Reloads++;
        await RefreshNow();
        _doubtsSettled = doubts;
    }

    private InvalidOperationException NotLoaded() =>
        new($"{GetType().Name} would answer from a state that was not loaded: {nameof(Settle)} comes first.");
}
