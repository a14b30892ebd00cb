
namespace PosSaga.Journal.Providers;

/// <summary>An event that was raised and is not yet in the journal. Its id is made once, so that the same append
/// sent again is recognised.</summary>
internal readonly record struct RaisedEvent<TEntry>(
    TEntry Entry, Guid Id, ReadOnlyMemory<byte> Metadata, long TimeMicros, string? ProcessKey);

/// <summary>What goes into one append: all or nothing.</summary>
/// <param name="After">The view with everything up to this group's last event; becomes the confirmed view.</param>
internal sealed class AppendGroup<TView, TEntry>(TView after)
{
    private TaskCompletionSource? done;

    public TView After { get; } = after;

    public List<RaisedEvent<TEntry>> Events { get; } = new(2);

    /// <summary>Of the calls whose events these are; null while none has one.</summary>
    public List<AppendKey>? Keys { get; private set; }

    /// <summary>The key is answered by the event that was added last: what the command answers is the state after all
    /// of its events.</summary>
    public void Add(AppendKey key) => (Keys ??= []).Add(key with { Event = Events.Count - 1 });

    /// <summary>Completes when it is in the journal, faults when it never will be.</summary>
    public Task Done => (done ??= new TaskCompletionSource()).Task;

    /// <summary>Whether somebody will hear of a failure.</summary>
    public bool IsAwaited => done is not null;

    public void Confirm() => done?.SetResult();

    public void Fail(Exception error) => done?.SetException(error);
}
