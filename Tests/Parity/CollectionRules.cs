using Orleans;
using Orleans.Runtime;

namespace PosSaga.Tests.Parity;

/// <summary>Which activations are collected when nobody uses them.</summary>
internal static class CollectionRules
{
    public static Rule[] All =>
    [
        new("an activation that nobody calls is collected", async stage =>
        {
            await stage.Get<IIdleGrain>("a").Be();
            await stage.CollectIdleUntil("collected: ActivationIdle");
            await stage.Get<IIdleGrain>("a").Be();
        }, "is,collected: ActivationIdle,is"),

        new("one that a call runs in is not, even if the call is long", async stage =>
        {
            var busy = stage.Get<IIdleGrain>("a").Stay();
            await stage.Said("stays");
            await stage.CollectIdle();
            stage.Open("stay");
            await stage.Try("call", () => busy);
        }, "stays,call is fine"),

        new("one that delayed its end stays for so long", async stage =>
        {
            await stage.Get<IIdleGrain>("a").Delay(TimeSpan.FromDays(1));
            await stage.CollectIdle();
            await stage.Get<IIdleGrain>("a").Be();
        }, "is,is"),

        new("one that delayed its end and took that back is collected", async stage =>
        {
            await stage.Get<IIdleGrain>("a").Delay(TimeSpan.FromDays(1));
            await stage.Get<IIdleGrain>("a").Delay(TimeSpan.Zero - TimeSpan.FromSeconds(1));
            await stage.CollectIdleUntil("collected: ActivationIdle");
        }, "is,is,collected: ActivationIdle"),

        new("ticks alone keep no activation", async stage =>
        {
            await stage.Get<IIdleGrain>("a").Tick(stage.LongTickPeriod);
            await stage.Said("tick 3");
            await stage.CollectIdleUntil("collected: ActivationIdle");
        }, "is,tick 3,collected: ActivationIdle"),
    ];
}

public interface IIdleGrain : IGrainWithStringKey
{
    Task Be();

    [ResponseTimeout("01:00:00")] Task Stay();

    Task Delay(TimeSpan span);

    Task Tick(TimeSpan period);
}

internal sealed class IdleGrain(Scripts scripts) : Grain, IIdleGrain
{
    private int _ticks;

    private Script Script => scripts.Of(this.GetGrainId());

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Script.Say($"collected: {reason.ReasonCode}");
        return Task.CompletedTask;
    }

    public Task Be()
    {
        Script.Say("is");
        return Task.CompletedTask;
    }

    public async Task Stay()
    {
        Script.Say("stays");
        await Script.Gate("stay");
    }

    public Task Delay(TimeSpan span)
    {
        DelayDeactivation(span);
        return Be();
    }

    public Task Tick(TimeSpan period)
    {
        this.RegisterGrainTimer(
            () =>
            {
                if (++_ticks == 3)
                    Script.Say("tick 3");
                return Task.CompletedTask;
            },
            period, period);
        return Be();
    }
}
