using Orleans;
using Orleans.EventSourcing;
using Orleans.Providers;

namespace PosSaga.Tests.Parity;

/// <summary>What Orleans' own journaled grains do, with a log in memory.</summary>
internal static class JournaledRules
{
    public static Rule[] All =>
    [
        new("a journaled grain confirms what it raised, and finds it again", async stage =>
        {
            var grain = stage.Get<ILedgerGrain>("a");
            await Task.WhenAll(grain.Add(1), grain.Add(2));
            stage.Say(await grain.See());
            await grain.Leave();
            stage.Say(await grain.See());
        }, "3 at 2,3 at 2"),

        new("a journaled grain sees what it raised before it is confirmed", async stage =>
            stage.Say(await stage.Get<ILedgerGrain>("a").RaiseAndSee(5)), "0 and 5 then 5"),
    ];
}

public interface ILedgerGrain : IGrainWithStringKey
{
    Task Add(int by);

    Task<string> See();

    Task<string> RaiseAndSee(int by);

    Task Leave();
}

[GenerateSerializer]
public sealed class Ledger
{
    [Id(0)] public int Sum { get; set; }

    public void Apply(Booked booked) => Sum += booked.By;
}

[GenerateSerializer]
public sealed record Booked([property: Id(0)] int By);

[LogConsistencyProvider(ProviderName = "log-storage")]
internal sealed class LedgerGrain : JournaledGrain<Ledger, Booked>, ILedgerGrain
{
    public async Task Add(int by)
    {
        RaiseEvent(new Booked(by));
        await ConfirmEvents();
    }

    public Task<string> See() => Task.FromResult($"{State.Sum} at {Version}");

    public async Task<string> RaiseAndSee(int by)
    {
        RaiseEvent(new Booked(by));
        var before = $"{State.Sum} and {TentativeState.Sum}";
        await ConfirmEvents();
        return $"{before} then {State.Sum}";
    }

    public Task Leave()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
