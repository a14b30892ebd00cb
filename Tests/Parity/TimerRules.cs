using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace PosSaga.Tests.Parity;

/// <summary>When timers tick.</summary>
internal static class TimerRules
{
    public static Rule[] All =>
    [
        new("a tick waits for the call that runs", async stage =>
        {
            var grain = stage.Get<ITimerGrain>("a");
            var work = grain.TickAndWork(interleaves: false);
            await stage.Said("work begins");
            await stage.Wait(Stage.TickPeriod * 3);
            stage.Open("work");
            await work;
            await stage.Said("tick 1");
        }, "work begins,work ends,tick 1"),

        new("a tick that interleaves does not", async stage =>
        {
            var work = stage.Get<ITimerGrain>("a").TickAndWork(interleaves: true);
            await stage.Said("tick 1");
            stage.Open("work");
            await work;
        }, "work begins,tick 1,work ends"),

        new("the next tick comes after the one before it, however long that takes", async stage =>
        {
            await stage.Get<ITimerGrain>("a").Tick("waits");
            await stage.Said("tick 1");
            await stage.Wait(Stage.TickPeriod * 3);
            stage.Say("waited");
            stage.Open("tick");
            await stage.Said("tick 2");
        }, "tick 1,waited,tick 1 ends,tick 2"),

        new("a tick that fails does not end its timer", async stage =>
        {
            await stage.Get<ITimerGrain>("a").Tick("fails");
            await stage.Said("tick 2");
        }, "tick 1,tick 2"),

        new("a timer that is disposed of in its tick does not tick again", async stage =>
        {
            await stage.Get<ITimerGrain>("a").Tick("ends");
            await stage.Said("cancelled");
            await stage.Wait(Stage.TickPeriod * 3);
        }, "tick 1,cancelled"),

        new("a change in a tick counts from the end of the tick", async stage =>
        {
            await stage.Get<ITimerGrain>("a").Tick("changes");
            await stage.Said("changed");
            await stage.Wait(Stage.TickPeriod * 3);
            stage.Say("waited");
            stage.Open("tick");
            await stage.Said("tick 2");
        }, "tick 1,changed,waited,tick 1 ends,tick 2"),

        new("an activation that leaves gets no tick that has to wait", async stage =>
        {
            await stage.Get<ITimerGrain>("a").Leave(interleaves: false, Stage.TickPeriod * 3);
            await stage.Said("gone");
        }, "left,gone"),

        new("an activation that leaves still gets ticks that interleave", async stage =>
        {
            await stage.Get<ITimerGrain>("a").Leave(interleaves: true, Stage.TickPeriod * 3);
            await stage.Said("gone");
        }, "tick 1,left,gone"),
    ];
}

public interface ITimerGrain : IGrainWithStringKey
{
    Task TickAndWork(bool interleaves);

    Task Tick(string how);

    Task Leave(bool interleaves, TimeSpan after);
}

internal sealed class TimerGrain(Scripts scripts, TimeProvider time) : Grain, ITimerGrain
{
    private IGrainTimer? _timer;
    private int _ticks;

    private Script Script => scripts.Of(this.GetGrainId());

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Script.Say("gone");
        return Task.CompletedTask;
    }

    public async Task TickAndWork(bool interleaves)
    {
        Start(interleaves, Once);
        Script.Say("work begins");
        await Script.Gate("work");
        Script.Say("work ends");
    }

    public Task Tick(string how)
    {
        Start(interleaves: false, how switch
        {
            "waits" => Waits,
            "fails" => Fails,
            "ends" => Ends,
            _ => Changes,
        });
        return Task.CompletedTask;
    }

    public async Task Leave(bool interleaves, TimeSpan after)
    {
        Start(interleaves, Once);
        DeactivateOnIdle();
        if (interleaves)
            await Script.Said("tick 1");
        else
            await Task.Delay(after, time);
        Script.Say("left");
    }

    private void Start(bool interleaves, Func<CancellationToken, Task> tick) => _timer = this.RegisterGrainTimer(
        async cancellation =>
        {
            if (++_ticks <= 2)
                Script.Say($"tick {_ticks}");
            await tick(cancellation);
        },
        new GrainTimerCreationOptions(Stage.TickPeriod, Stage.TickPeriod) { Interleave = interleaves });

    private Task Once(CancellationToken cancellation)
    {
        _timer!.Dispose();
        return Task.CompletedTask;
    }

    private async Task Waits(CancellationToken cancellation)
    {
        if (_ticks > 1)
            return;
        await Script.Gate("tick");
        Script.Say("tick 1 ends");
    }

    private Task Fails(CancellationToken cancellation) =>
        _ticks == 1 ? throw new InvalidOperationException("Not now.") : Once(cancellation);

    private Task Ends(CancellationToken cancellation)
    {
        using var told = cancellation.Register(() => Script.Say("cancelled"));
        return Once(cancellation);
    }

    private Task Changes(CancellationToken cancellation)
    {
        if (_ticks > 1)
            return Once(cancellation);
        _timer!.Change(TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
        Script.Say("changed");
        return Waits(cancellation);
    }
}
