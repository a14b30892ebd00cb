namespace PosSaga.Journal.Providers;

/// <summary>An event that was raised and is not yet in the journal.</summary>
internal readonly record struct RaisedEvent<TEntry>(
    TEntry Entry, Guid Id, ReadOnlyMemory<byte> Metadata, long TimeMicros, string? ProcessKey);

/// <summary>Events that go into one append.</summary>
/// <param name="after">The view after this group's last event; becomes the confirmed view.</param>
internal sealed class AppendGroup<TView, TEntry>(TView after)
{
    private TaskCompletionSource? done;

    public TView After { get; } = after;

    public List<RaisedEvent<TEntry>> Events { get; } = new(2);

    /// <summary>Null if no call of this group has a key.</summary>
    public List<AppendKey>? Keys { get; private set; }

    /// <summary>The key is answered by the event that was added last: what the command answers is the state after all
    /// of its events.</summary>
    public void Add(AppendKey key) => (Keys ??= []).Add(key with { Event = Events.Count - 1 });

    /// <summary>Completes when the group is in the journal; faults if its append failed.</summary>
    public Task Done => (done ??= new TaskCompletionSource()).Task;

    /// <summary>False: no caller gets the error of a failed append, so it has to be logged.</summary>
    public bool IsAwaited => done is not null;

    public void Confirm() => done?.SetResult();

    public void Fail(Exception error) => done?.SetException(error);
}
