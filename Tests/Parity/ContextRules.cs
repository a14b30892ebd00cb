using Orleans;
using Orleans.Runtime;

namespace PosSaga.Tests.Parity;

/// <summary>Where the request context goes.</summary>
internal static class ContextRules
{
    public static Rule[] All =>
    [
        new("the request context goes to the grain and does not come back", async stage =>
        {
            RequestContext.Set("k", "sent");
            stage.Say($"{await stage.Get<IContextGrain>("a").SeeAndSet("k", "changed")}");
            stage.Say($"{RequestContext.Get("k")}");
            RequestContext.Clear();
            stage.Say($"{await stage.Get<IContextGrain>("a").SeeAndSet("k", "changed") ?? "nothing"}");
        }, "activated with sent,sent,sent,nothing"),

        new("the request context goes on from grain to grain", async stage =>
        {
            RequestContext.Set("k", "sent");
            await stage.Get<IContextGrain>("b").SeeAndSet("k", "sent");
            stage.Say($"{await stage.Get<IContextGrain>("a").SeeThrough("b", "k")}");
            RequestContext.Clear();
        }, "activated with sent,activated with sent,sent"),

        new("what one call sets in its context is not seen by the next that waited", async stage =>
        {
            var grain = stage.Get<IContextGrain>("a");
            var first = grain.SetAndWait("k", "mine");
            await stage.Said("set");
            var second = grain.SeeAndSet("k", "x");
            stage.Open("set");
            await first;
            stage.Say(await second ?? "nothing");
        }, "activated with nothing,set,nothing"),
    ];
}

public interface IContextGrain : IGrainWithStringKey
{
    Task<string?> SeeAndSet(string key, string value);

    Task<string?> SeeThrough(string other, string key);

    Task SetAndWait(string key, string value);
}

internal sealed class ContextGrain(Scripts scripts) : Grain, IContextGrain
{
    private Script Script => scripts.Of(this.GetGrainId());

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        Script.Say($"activated with {RequestContext.Get("k") ?? "nothing"}");
        return Task.CompletedTask;
    }

    public async Task<string?> SeeAndSet(string key, string value)
    {
        var seen = RequestContext.Get(key) as string;
        RequestContext.Set(key, value);
        await Task.Yield();
        return seen;
    }

    public Task<string?> SeeThrough(string other, string key)
    {
        var play = this.GetPrimaryKeyString().Split('/')[0];
        return GrainFactory.GetGrain<IContextGrain>($"{play}/{other}").SeeAndSet(key, "seen");
    }

    public async Task SetAndWait(string key, string value)
    {
        RequestContext.Set(key, value);
        Script.Say("set");
        await Script.Gate("set");
    }
}
