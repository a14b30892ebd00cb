using Orleans;
using Orleans.Runtime;

namespace PosSaga.Tests.Parity;

/// <summary>What filters can do.</summary>
internal static class FilterRules
{
    public static Rule[] All =>
    [
        new("filters stand around a call on both sides, the grain's own innermost", async stage =>
        {
            stage.Say($"{await stage.Get<IFilteredGrain>("a").Add(1, 2)}");
        }, "out,in,own,add,own again,in again,out again,103"),

        new("an outgoing filter sets what the grain's request context has", async stage =>
            stage.Say($"{await stage.Get<IFilteredGrain>("a").Context()}"), "by the filter"),

        new("a filter that throws is the answer", async stage =>
            await stage.Try("call", () => stage.Get<IFilteredGrain>("a").Refused()),
            "call: UnauthorizedAccessException"),

        new("a filter sees the exception of the method and may answer instead", async stage =>
            stage.Say($"{await stage.Get<IFilteredGrain>("a").Saved()}"), "saved from NotImplementedException,7"),

        new("a filter may answer without asking", async stage =>
            stage.Say($"{await stage.Get<IFilteredGrain>("a").Answered()}"), "8"),
    ];
}

public interface IFilteredGrain : IGrainWithStringKey
{
    Task<int> Add(int a, int b);

    Task<string?> Context();

    Task Refused();

    Task<int> Saved();

    Task<int> Answered();
}

internal sealed class FilteredGrain(Scripts scripts) : Grain, IFilteredGrain, IIncomingGrainCallFilter
{
    private Script Script => scripts.Of(this.GetGrainId());

    public Task<int> Add(int a, int b)
    {
        Script.Say("add");
        return Task.FromResult(a + b);
    }

    public Task<string?> Context() => Task.FromResult(RequestContext.Get("filter") as string);

    public Task Refused() => Task.CompletedTask;

    public Task<int> Saved() => throw new NotImplementedException();

    public Task<int> Answered() => throw new NotImplementedException();

    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.MethodName == nameof(Add))
            Script.Say("own");
        await context.Invoke();
        if (context.MethodName == nameof(Add))
            Script.Say("own again");
    }
}

/// <summary>Looks at calls of that grain only, by the name of the method.</summary>
internal sealed class ParityFilter(Scripts scripts) : IIncomingGrainCallFilter, IOutgoingGrainCallFilter
{
    public async Task Invoke(IIncomingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType != typeof(IFilteredGrain))
        {
            await context.Invoke();
            return;
        }

        var script = scripts.Of(context.TargetId);
        switch (context.MethodName)
        {
            case nameof(IFilteredGrain.Refused):
                throw new UnauthorizedAccessException();
            case nameof(IFilteredGrain.Answered):
                context.Result = 8;
                return;
            case nameof(IFilteredGrain.Saved):
                await Save(context, script);
                return;
            case nameof(IFilteredGrain.Add):
                script.Say("in");
                await context.Invoke();
                context.Result = (int)context.Result! + 100;
                script.Say("in again");
                return;
            default:
                await context.Invoke();
                return;
        }
    }

    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        if (context.InterfaceMethod.DeclaringType != typeof(IFilteredGrain))
        {
            await context.Invoke();
            return;
        }

        var says = context.MethodName == nameof(IFilteredGrain.Add) ? scripts.Of(context.TargetId) : null;
        says?.Say("out");
        RequestContext.Set("filter", "by the filter");
        await context.Invoke();
        says?.Say("out again");
    }

    private static async Task Save(IIncomingGrainCallContext context, Script script)
    {
        try
        {
            await context.Invoke();
        }
        catch (NotImplementedException error)
        {
            script.Say($"saved from {error.GetType().Name}");
            context.Result = 7;
        }
    }
}
