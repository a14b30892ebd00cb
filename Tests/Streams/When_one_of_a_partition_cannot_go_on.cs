namespace PosSaga.Tests.Streams;

/// <summary>On two silos with Orleans' own agents: whatever is wrong with one process, the others of its partition are
/// delivered meanwhile.</summary>
public sealed class When_one_of_a_partition_cannot_go_on : IAsyncLifetime
{
    private const int Partition = 3;
    private const int Others = 30;

    private readonly ProbeControl _control = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamCluster _cluster = null!;
    private string _bad = "";
    private List<string> _others = [];

    public async Task InitializeAsync()
    {
        _cluster = await StreamCluster.Start(_control);
        var processes = _cluster.Neighbours(Partition).Take(Others + 1).ToList();
        (_bad, _others) = (processes[0], processes[1..]);
    }

    public async Task DisposeAsync()
    {
        _released.TrySetResult();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task A_turn_that_is_held_holds_up_nobody_else()
    {
        _control.Held = _released.Task;
        var held = _cluster.Probe(_bad).Hold();
        await _control.Holds.Task;
        await OthersGoOn();
        Assert.Empty(await _cluster.Noted(_bad));
        _released.SetResult();
        await held;
        await _cluster.HasNoted(_bad, 1, 2);
        Assert.Empty(await _cluster.Letters());
    }

    [Fact]
    public async Task A_subscriber_that_hangs_in_the_middle_of_an_event_holds_up_nobody_else()
    {
        _control.Pause = (id, _) => id == _bad ? _released.Task : Task.CompletedTask;
        await OthersGoOn();
        Assert.Empty(await _cluster.Noted(_bad));
        _released.SetResult();
        await _cluster.HasNoted(_bad, 1, 2);
        Assert.Empty(await _cluster.Letters());
    }

    [Fact]
    public async Task An_activation_that_always_fails_is_put_aside_and_holds_up_nobody_else()
    {
        var isBroken = true;
        _control.Activates = id => id == _bad && isBroken
            ? throw new InvalidDataException("its log cannot be replayed")
            : Task.CompletedTask;
        await OthersGoOn();
        await Eventually.Is(async () => (await _cluster.Letters()).Count == 2, "both are parked");
        Assert.Contains("its log cannot be replayed", (await _cluster.Letters())[0].Error, StringComparison.Ordinal);

        isBroken = false;
        await _cluster.Office.Redrive("t1", (await _cluster.Letters())[0].Id, "ops", default);
        await _cluster.HasNoted(_bad, 1, 2);
    }

    [Fact]
    public async Task An_activation_that_takes_its_time_holds_up_nobody_else()
    {
        _control.Activates = id => id == _bad ? _released.Task : Task.CompletedTask;
        await OthersGoOn();
        _released.SetResult();
        await _cluster.HasNoted(_bad, 1, 2);
        Assert.Empty(await _cluster.Letters());
    }

    [Fact]
    public async Task A_poisoned_event_is_parked_with_those_behind_it_and_they_are_redriven_in_order()
    {
        var isFixed = false;
        _control.Fails = (id, called, _) => id == _bad && called.Number == 2 && !isFixed
            ? new InvalidOperationException("poison")
            : null;
        await OthersGoOn();
        await _cluster.Call(_bad, 3, 4);
        await Eventually.Is(async () => (await _cluster.Letters()).Count == 3, "three are parked");
        Assert.Equal([1], await _cluster.Noted(_bad));

        isFixed = true;
        var outcome = await _cluster.Office.Redrive("t1", (await _cluster.Letters())[^1].Id, "ops", default);
        Assert.Equal((3, null), (outcome!.Delivered, outcome.Blocking));
        await _cluster.HasNoted(_bad, 1, 2, 3, 4);
        await _cluster.Call(_bad, 5);
        await _cluster.HasNoted(_bad, 1, 2, 3, 4, 5);
    }

    /// <summary>Two events for the one, and two for each of the others, which hear them.</summary>
    private async Task OthersGoOn()
    {
        await _cluster.Call(_bad, 1, 2);
        foreach (var process in _others)
            await _cluster.Call(process, 1, 2);
        foreach (var process in _others)
            await _cluster.HasNoted(process, 1, 2);
    }
}
