using Orleans;
using Orleans.Runtime;

namespace PosSaga.Tests.Parity;

/// <summary>How activations begin and end.</summary>
internal static class LifeRules
{
    private const string Begun = "begin 1,begin 2,activated";
    private const string Left = "deactivated: ApplicationRequested";
    private const string Ended = "end 2,end 1";

    public static Rule[] All =>
    [
        new("stages begin before OnActivateAsync and end after OnDeactivateAsync, in reverse", async stage =>
        {
            await stage.Get<ILifeGrain>("a").Leave("nothing");
            await stage.Said("disposed");
        }, $"{Begun},work,{Left},{Ended},disposed"),

        new("who fails to activate fails its calls, and the next call tries anew", async stage =>
        {
            await stage.Try("first", () => stage.Get<ILifeGrain>("fails-once").Work());
            await stage.Try("second", () => stage.Get<ILifeGrain>("fails-once").Work());
        },
            $"begin 1,begin 2,fails,{Ended},disposed,first: InvalidOperationException,{Begun},work,second is fine",
            $"begin 1,begin 2,fails,{Ended},first: InvalidOperationException,disposed,{Begun},work,second is fine"),

        new("who fails to be constructed fails its calls with what it threw inside", async stage =>
        {
            await stage.Try("first", () => stage.Get<ILifeGrain>("not-constructed").Work());
            await stage.Try("second", () => stage.Get<ILifeGrain>("not-constructed").Work());
        },
            "first: InvalidOperationException(ArithmeticException),"
            + "second: InvalidOperationException(ArithmeticException)"),

        new("who leaves finishes its call, and later calls find another", async stage =>
        {
            var grain = stage.Get("a");
            var before = await grain.Activation();
            var leaving = grain.Leave("leaving");
            await stage.Said("leaving begins");
            var activation = grain.Activation();
            stage.Open("leaving");
            await leaving;
            stage.Say($"{before == await activation}");
        }, "leaving begins,leaving ends,False"),

        new("a call that always interleaves waits for the next activation, too", async stage =>
        {
            var leaving = stage.Get("a").Leave("leaving");
            await stage.Said("leaving begins");
            stage.Open("glance");
            var glance = stage.Get("a").Glance("glance");
            // Two calls to one grain of one caller: the second is answered when both have arrived.
            await stage.Get("b").Fence();
            stage.Open("leaving");
            await Task.WhenAll(leaving, glance);
        }, "leaving begins,leaving ends,glance begins,glance ends"),

        new("an interleaving call that still runs holds up the end", async stage =>
        {
            var grain = stage.Get<ILifeGrain>("a");
            var glance = grain.Glance();
            await stage.Said("glance begins");
            await grain.Leave("now");
            stage.Say("left");
            stage.Open("glance");
            await glance;
            await stage.Said("disposed");
        }, $"{Begun},glance begins,work,left,glance ends,{Left},{Ended},disposed"),

        new("a call that comes during OnDeactivateAsync waits for the next activation", async stage =>
        {
            var grain = stage.Get<ILifeGrain>("slow-to-go");
            await grain.Leave("now");
            await stage.Said("deactivated: ApplicationRequested");
            var work = grain.Work();
            stage.Open("deactivated");
            await work;
        },
            $"{Begun},work,{Left},{Ended},disposed,{Begun},work", $"{Begun},work,{Left},{Ended},{Begun},disposed,work",
            $"{Begun},work,{Left},{Ended},{Begun},work,disposed"),

        new("an activation that leaves as soon as it comes does not send its calls on for ever",
            stage => stage.Try("call", () => stage.Get<IRestlessGrain>("a").Work()),
            "call: OrleansMessageRejectionException", "call: SiloUnavailableException"),
    ];
}

public interface ILifeGrain : IGrainWithStringKey
{
    Task Work();

    [Orleans.Concurrency.AlwaysInterleave] Task Glance();

    Task Leave(string how);
}

internal sealed class LifeGrain : Grain, ILifeGrain, ILifecycleParticipant<IGrainLifecycle>, IAsyncDisposable
{
    private readonly Script _script;

    public LifeGrain(Scripts scripts, IGrainContext context)
    {
        _script = scripts.Of(context.GrainId);
        if (Is("not-constructed"))
            throw new ArithmeticException("Not today.");
    }

    public void Participate(IGrainLifecycle lifecycle)
    {
        Stage(1, GrainLifecycleStage.SetupState);
        Stage(2, GrainLifecycleStage.Activate - 1);

        void Stage(int number, int stage) => lifecycle.Subscribe(
            "parity", stage, _ => Said($"begin {number}"), _ => Said($"end {number}"));
    }

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Is("fails-once") && !_script.Lines.Contains("fails"))
        {
            _script.Say("fails");
            throw new InvalidOperationException("Not now.");
        }

        _script.Say("activated");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _script.Say($"deactivated: {reason.ReasonCode}");
        if (Is("slow-to-go"))
            await _script.Gate("deactivated");
    }

    public Task Work() => Said("work");

    public async Task Glance()
    {
        _script.Say("glance begins");
        await _script.Gate("glance");
        _script.Say("glance ends");
    }

    public Task Leave(string how)
    {
        DeactivateOnIdle();
        return Said("work");
    }

    public ValueTask DisposeAsync()
    {
        _script.Say("disposed");
        return ValueTask.CompletedTask;
    }

    private bool Is(string name) =>
        GrainContext.GrainId.Key.ToString()!.EndsWith($"/{name}", StringComparison.Ordinal);

    private Task Said(string line)
    {
        _script.Say(line);
        return Task.CompletedTask;
    }
}

public interface IRestlessGrain : IGrainWithStringKey
{
    Task Work();
}

internal sealed class RestlessGrain : Grain, IRestlessGrain
{
    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }

    public Task Work() => Task.CompletedTask;
}
