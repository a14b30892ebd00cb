using System.Diagnostics;

namespace PosSaga.Tests.Streams;

/// <summary>Each silo has an equal share of the partitions, and what one leaves the others take.</summary>
public sealed class When_silos_share_partitions : IAsyncLifetime
{
    // A silo that leaves says so; nobody has to miss it first.
    private static readonly TimeSpan AtOnce = TimeSpan.FromSeconds(5);
    private const int Processes = 40;

    private readonly ProbeControl _control = new();
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private StreamCluster _cluster = null!;

    public async Task InitializeAsync() => _cluster = await StreamCluster.Start(_control);

    public async Task DisposeAsync()
    {
        _released.TrySetResult();
        await _cluster.DisposeAsync();
    }

    [Fact]
    public async Task One_that_comes_is_given_its_share_and_what_one_that_is_killed_had_is_taken_over()
    {
        await CallAll(1);
        await _cluster.Add();
        await _cluster.Shared(3, 3, 2);
        await CallAll(2);
        await _cluster.Kill(_cluster.Silos[1]);
        await CallAll(3);
        await _cluster.Shared(4, 4);
        await CallAll(4);
        for (var process = 0; process < Processes; process++)
            await _cluster.HasNoted($"p{process}", 1, 2, 3, 4);
        Assert.Empty(await _cluster.Letters());
    }

    [Fact]
    public async Task One_that_stops_gives_its_own_back_at_once_also_with_a_delivery_that_hangs()
    {
        var (leaves, stays) = (_cluster.Silos[1], _cluster.Silos[0]);
        var hanging = Enumerable.Range(0, Processes).Select(n => $"h{n}").ToHashSet();
        _control.Pause = (id, _) => hanging.Contains(id) ? _released.Task : Task.CompletedTask;
        foreach (var process in hanging)
            await _cluster.Call(process, 1);
        await Eventually.Is(() => Task.FromResult(_control.Reactions == Processes), "all of them hang");

        var begun = Stopwatch.GetTimestamp();
        var stopping = _cluster.Stop(leaves);
        await Eventually.Is(() => Task.FromResult(StreamCluster.HeldBy(stays) == 8), "the other holds all");
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, AtOnce);
        await CallAll(1);
        for (var process = 0; process < Processes; process++)
            await _cluster.HasNoted($"p{process}", 1);

        _released.SetResult();
        await stopping;
        foreach (var process in hanging)
            await _cluster.HasNoted(process, 1);
        Assert.Empty(await _cluster.Letters());
    }

    private async Task CallAll(int number)
    {
        for (var process = 0; process < Processes; process++)
            await _cluster.Call($"p{process}", number);
    }
}
