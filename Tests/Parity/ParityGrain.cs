using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace PosSaga.Tests.Parity;

public interface IParityGrain : IGrainWithStringKey
{
    /// <summary>Says when it begins, waits at the gate of that name, and says when it ends.</summary>
    Task Work(string name);

    [AlwaysInterleave] Task Glance(string name);

    [ReadOnly] Task Read(string name);

    [ResponseTimeout("00:00:01")] Task WorkBriefly(string name);

    [OneWay] Task Whisper(string name, bool fails);

    /// <summary>When it has answered, what was sent near before it has arrived.</summary>
    [AlwaysInterleave] Task Fence();

    Task<int> Activation();

    /// <summary>Works, and is gone afterwards.</summary>
    Task Leave(string name);

    Task StartBackground(string name);

    [ResponseTimeout("00:00:01")] Task CallItself();

    Task<string?> Nothing();

    Task<Thing> Echo(Thing thing);

    Task<bool> Keep(List<int> numbers);

    Task<int> Kept();
}

/// <summary>The same activations, by another interface.</summary>
public interface IParityByAnotherName : IGrainWithStringKey
{
    Task<int> ActivationToo();
}

[GenerateSerializer, Immutable]
public sealed record Thing([property: Id(0)] string Name);

/// <summary>Does what the rules of calls and lives want to see.</summary>
internal sealed class ParityGrain(Scripts scripts) : Grain, IParityGrain, IParityByAnotherName
{
    private static int _activations;

    private readonly int _activation = Interlocked.Increment(ref _activations);
    private List<int> _kept = [];

    private Script Script => scripts.Of(this.GetGrainId());

    public Task Work(string name) => BeginAndEnd(name);

    public Task Glance(string name) => BeginAndEnd(name);

    public Task Read(string name) => BeginAndEnd(name);

    public Task WorkBriefly(string name) => BeginAndEnd(name);

    public async Task Whisper(string name, bool fails)
    {
        await BeginAndEnd(name);
        if (fails)
            throw new InvalidOperationException("Nobody hears this.");
    }

    public Task Fence() => Task.CompletedTask;

    public Task<int> Activation() => Task.FromResult(_activation);

    public Task<int> ActivationToo() => Task.FromResult(_activation);

    public async Task Leave(string name)
    {
        DeactivateOnIdle();
        await BeginAndEnd(name);
    }

    public Task StartBackground(string name)
    {
        _ = BeginAndEnd(name);
        return Task.CompletedTask;
    }

    public Task CallItself() => GrainFactory.GetGrain<IParityGrain>(this.GetPrimaryKeyString()).Work("itself");

    public Task<string?> Nothing() => Task.FromResult<string?>(null);

    public Task<Thing> Echo(Thing thing) => Task.FromResult(thing);

    public Task<bool> Keep(List<int> numbers)
    {
        _kept = numbers;
        return Task.FromResult(true);
    }

    public Task<int> Kept() => Task.FromResult(_kept.Count);

    private async Task BeginAndEnd(string name)
    {
        Script.Say($"{name} begins");
        await Script.Gate(name);
        Script.Say($"{name} ends");
    }
}

public interface IReentrantParityGrain : IGrainWithStringKey
{
    Task Work(string name);
}

[Reentrant]
internal sealed class ReentrantParityGrain(Scripts scripts) : Grain, IReentrantParityGrain
{
    public async Task Work(string name)
    {
        var script = scripts.Of(this.GetGrainId());
        script.Say($"{name} begins");
        await script.Gate(name);
        script.Say($"{name} ends");
    }
}
