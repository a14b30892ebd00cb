using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;
using Orleans.Streams;

namespace PosSaga.Tests.Simulator;

public interface IUnruledGrain : IGrainWithStringKey
{
    Task RunOnThePool();

    Task GoOnAtThePool();

    Task<DateTimeOffset> TellTheTimeFromThePool();

    Task CallFromThePool();

    Task CallFromThePoolAndSwallow();

    Task PollTheClock();

    Task PollAFlag();

    Task Remind();

    Task MigrateAway();

    Task Subscribe();

    Task AllowReentrancy();

    Task Observe(IUnruledObserver observer);

    Task Cancel(GrainCancellationToken token);
}

public interface IUnruledObserver : IGrainObserver
{
    Task Seen();
}

public interface IWorkerGrain : IGrainWithStringKey
{
    Task Work();
}

public interface IPredicateGrain : IGrainWithStringKey
{
    Task Work();
}

public interface IStoredGrain : IGrainWithStringKey
{
    Task<int> Add(int by);

    Task Leave();
}

/// <summary>Everything that a grain should not do, or that is not simulated.</summary>
internal sealed class UnruledGrain(TimeProvider time) : Grain, IUnruledGrain, IRemindable
{
    private static volatile bool _isTold;

    public static void Tell() => _isTold = true;

    // What is done before it is awaited has not escaped: so the pool waits for the next turn.
    public async Task RunOnThePool()
    {
        using var awaited = new ManualResetEventSlim();
        _ = Open(awaited);
        await Task.Run(awaited.Wait);
    }

    public async Task GoOnAtThePool()
    {
        using var awaited = new ManualResetEventSlim();
        _ = Open(awaited);
        var source = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var waiting = SomeLibrary.Wait(source.Task, awaited);
        source.SetResult();
        await waiting;
    }

    public async Task<DateTimeOffset> TellTheTimeFromThePool() => await Task.Run(time.GetUtcNow);

    public async Task CallFromThePool() =>
        await Task.Run(() => GrainFactory.GetGrain<IProbeGrain>("t/a").Count());

    // Blocks until the other thread has met with its refusal.
    public Task CallFromThePoolAndSwallow()
    {
        var call = Task.Run(() => GrainFactory.GetGrain<IProbeGrain>("t/a").Count());
        ((IAsyncResult)call).AsyncWaitHandle.WaitOne();
        return Task.CompletedTask;
    }

    public async Task PollTheClock()
    {
        var until = time.GetUtcNow() + TimeSpan.FromSeconds(1);
        while (time.GetUtcNow() < until)
            await Task.Delay(TimeSpan.FromMilliseconds(0.5), time);
    }

    public async Task PollAFlag()
    {
        while (!_isTold)
            await Task.Delay(TimeSpan.FromMilliseconds(0.5), time);
    }

    public Task Remind() => this.RegisterOrUpdateReminder("r", TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(1));

    public Task ReceiveReminder(string reminderName, TickStatus status) => Task.CompletedTask;

    public Task MigrateAway()
    {
        MigrateOnIdle();
        return Task.CompletedTask;
    }

    public Task Subscribe() =>
        this.GetStreamProvider("events").GetStream<int>("n", "k").SubscribeAsync((_, _) => Task.CompletedTask);

    public async Task AllowReentrancy()
    {
        using var section = RequestContext.AllowCallChainReentrancy();
        await Task.Yield();
    }

    public Task Observe(IUnruledObserver observer) => observer.Seen();

    public Task Cancel(GrainCancellationToken token) => Task.CompletedTask;

    private static async Task Open(ManualResetEventSlim gate)
    {
        await Task.Yield();
        gate.Set();
    }
}

/// <summary>Code that does not care where it goes on; in a grain, Orleans' analyzer refuses it.</summary>
internal static class SomeLibrary
{
    public static async Task Wait(Task task, ManualResetEventSlim awaited)
    {
        await task.ConfigureAwait(false);
        awaited.Wait();
    }
}

[StatelessWorker]
internal sealed class WorkerGrain : Grain, IWorkerGrain
{
    public Task Work() => Task.CompletedTask;
}

[MayInterleave(nameof(Interleaves))]
internal sealed class PredicateGrain : Grain, IPredicateGrain
{
    public static bool Interleaves(Orleans.Serialization.Invocation.IInvokable request) => true;

    public Task Work() => Task.CompletedTask;
}

public sealed class StoredCount
{
    public int Count { get; set; }
}

internal sealed class StoredGrain : Grain<StoredCount>, IStoredGrain
{
    public async Task<int> Add(int by)
    {
        State.Count += by;
        await WriteStateAsync();
        return State.Count;
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
