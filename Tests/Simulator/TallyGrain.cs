using Orleans;
using Orleans.Concurrency;
using Orleans.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Tests.Simulator;

public abstract record TallyEvent
{
    [StoredAs("tally.added/1")] public sealed record Added(int By) : TallyEvent;

    private TallyEvent() { }
}

[StoredAs("tally.state/1")]
public sealed record Tally(int Sum, int Times);

public sealed class TallyHolder : IStateHolder<TallyHolder>, ISnapshotHolder
{
    public Tally Value { get; set; } = new(0, 0);

    public Type StateType => typeof(Tally);

    public object? State
    {
        get => Value;
        set => Value = (Tally)value!;
    }

    public TallyHolder Copy() => new() { Value = Value };

    public void CopyFrom(TallyHolder other) => Value = other.Value;
}

public interface ITallyGrain : IGrainWithStringKey
{
    /// <summary>The sum that the addition was decided on, itself included.</summary>
    Task<int> Add(int by, string? key = null);

    Task<bool> TryAdd(int by);

    Task<(int Confirmed, int Tentative, int Version)> See();

    Task Refresh();

    Task<int[]> History();

    Task Leave();

    Task<int> TimesInDoubt();
}

[Reentrant]
internal sealed class TallyGrain : JournaledGrain<TallyHolder, TallyEvent>, ITallyGrain, IJournaledHost
{
    private AppendKey? raising;
    private int timesInDoubt;

    EventMetadata IJournaledHost.Metadata => new("t", "test", "c");

    AppendKey? IJournaledHost.Key => raising;

    string? IJournaledHost.ProcessKeyOf(object @event) => null;

    public async Task<int> Add(int by, string? key = null)
    {
        raising = key is null ? null : new AppendKey(key, $"add {by}");
        RaiseEvent(new TallyEvent.Added(by));
        raising = null;
        var sum = TentativeState.Value.Sum;
        await ConfirmEvents();
        return sum;
    }

    public Task<bool> TryAdd(int by) => RaiseConditionalEvent(new TallyEvent.Added(by));

    public Task<(int Confirmed, int Tentative, int Version)> See() =>
        Task.FromResult((State.Value.Sum, TentativeState.Value.Sum, Version));

    public Task Refresh() => RefreshNow();

    public async Task<int[]> History() =>
        (await RetrieveConfirmedEvents(0, Version)).Cast<TallyEvent.Added>().Select(a => a.By).ToArray();

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task<int> TimesInDoubt() => Task.FromResult(timesInDoubt);

    void IJournaledHost.Confirmed(StreamHead head, long position)
    {
    }

    void IJournaledHost.InDoubt() => timesInDoubt++;

    protected override void TransitionState(TallyHolder state, TallyEvent @event) => state.Value = @event switch
    {
        TallyEvent.Added { By: 0 } => throw new InvalidOperationException("nothing cannot be added"),
        TallyEvent.Added added => new Tally(state.Value.Sum + added.By, state.Value.Times + 1),
        _ => throw new InvalidOperationException("unknown event"),
    };
}
