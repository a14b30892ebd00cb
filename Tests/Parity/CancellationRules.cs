using Orleans;
using Orleans.Concurrency;

namespace PosSaga.Tests.Parity;

/// <summary>What becomes of a token that is passed to a grain.</summary>
/// <remarks>CancelAsync cancels on the thread pool, which a simulation refuses.</remarks>
internal static class CancellationRules
{
    public static Rule[] All =>
    [
        new("who cancels waits no longer, and the method is told", async stage =>
        {
            using var source = new CancellationTokenSource();
            var call = stage.Get<ICancelledGrain>("a").Wait("call", source.Token);
            await stage.Said("call begins");
            source.Cancel();
            await stage.Try("call", () => call);
            await stage.Said("call is told");
        },
            "call begins,call: OperationCanceledException,call is told",
            "call begins,call is told,call: OperationCanceledException",
            "call begins,call: TaskCanceledException,call is told",
            "call begins,call is told,call: TaskCanceledException"),

        new("a call with a cancelled token is not sent", async stage =>
        {
            await stage.Try("call", () => stage.Get<ICancelledGrain>("a").Wait("call", new CancellationToken(true)));
        }, "call: OperationCanceledException"),

        new("a call that is not cancelled ends as ever", async stage =>
        {
            using var source = new CancellationTokenSource();
            stage.Open("call");
            await stage.Try("call", () => stage.Get<ICancelledGrain>("a").Wait("call", source.Token));
            source.Cancel();
        }, "call begins,call ends,call is fine"),
    ];
}

public interface ICancelledGrain : IGrainWithStringKey
{
    Task Wait(string name, CancellationToken cancellation);
}

internal sealed class CancelledGrain(Scripts scripts) : Grain, ICancelledGrain
{
    public async Task Wait(string name, CancellationToken cancellation)
    {
        var script = scripts.Of(this.GetGrainId());
        script.Say($"{name} begins");
        var told = new TaskCompletionSource();
        await using var registration = cancellation.Register(() => told.TrySetResult());
        await Task.WhenAny(script.Gate(name), told.Task);
        script.Say(told.Task.IsCompleted ? $"{name} is told" : $"{name} ends");
    }
}
