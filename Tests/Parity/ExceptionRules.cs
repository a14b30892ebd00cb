using Orleans;

namespace PosSaga.Tests.Parity;

/// <summary>What a caller sees of a failure.</summary>
internal static class ExceptionRules
{
    public static Rule[] All =>
    [
        new("an exception comes with its type and message", stage => Throws(stage, "invalid"),
            "InvalidOperationException: no"),
        new("an exception thrown before the first await comes the same", stage => Throws(stage, "at once"),
            "InvalidOperationException: no"),
        new("an exception of ours comes with its type and message", stage => Throws(stage, "ours"),
            "ParityException: ours"),
        new("its properties come, too", stage => Throws(stage, "detailed"), "DetailedException: detailed 42"),
        new("a cancellation comes as one", stage => Throws(stage, "cancelled"), "OperationCanceledException: stop"),
        new("of several failures that were awaited together comes the first", stage => Throws(stage, "several"),
            "InvalidOperationException: one"),
        new("an aggregate comes whole", stage => Throws(stage, "aggregate"),
            "AggregateException: all (one) (two) [InvalidOperationException, ParityException]"),
        new("an exception comes with its cause", stage => Throws(stage, "caused"),
            "InvalidOperationException: outer [ParityException]"),
        new("the stack of an exception names the method that threw", async stage =>
        {
            var error = await Record.ExceptionAsync(() => stage.Get<IThrowingGrain>("a").Throw("invalid"));
            stage.Say($"{error?.StackTrace?.Contains(nameof(ThrowingGrain), StringComparison.Ordinal)}");
        }, "True"),
        new("an exception goes on through a grain that does not catch it", async stage =>
            await stage.Try("call", () => stage.Get<IThrowingGrain>("a").ThrowThrough("b", "ours")),
            "call: ParityException"),
        new("a failed call does not end its activation", async stage =>
        {
            await stage.Try("one", () => stage.Get<IThrowingGrain>("a").Throw("invalid"));
            stage.Say($"{await stage.Get<IThrowingGrain>("a").Failures()}");
        }, "one: InvalidOperationException,1"),
    ];

    private static async Task Throws(Stage stage, string what)
    {
        var error = await Record.ExceptionAsync(() => stage.Get<IThrowingGrain>("a").Throw(what));
        var inner = error switch
        {
            AggregateException all => all.InnerExceptions,
            { InnerException: { } cause } => [cause],
            _ => (IReadOnlyCollection<Exception>)[],
        };
        var causes = inner.Count == 0 ? "" : $" [{string.Join(", ", inner.Select(e => e.GetType().Name))}]";
        var detail = error is DetailedException { Detail: var number } ? $" {number}" : "";
        stage.Say($"{error?.GetType().Name}: {error?.Message}{detail}{causes}");
    }
}

public class ParityException(string message) : Exception(message);

[GenerateSerializer]
public sealed class DetailedException(string message, int detail) : Exception(message)
{
    [Id(0)] public int Detail { get; } = detail;
}

public interface IThrowingGrain : IGrainWithStringKey
{
    Task Throw(string what);

    Task ThrowThrough(string other, string what);

    Task<int> Failures();
}

internal sealed class ThrowingGrain : Grain, IThrowingGrain
{
    private int _failures;

    public Task Throw(string what)
    {
        _failures++;
        return what == "at once" ? throw new InvalidOperationException("no") : Later(what);
    }

    public Task ThrowThrough(string other, string what)
    {
        var play = this.GetPrimaryKeyString().Split('/')[0];
        return GrainFactory.GetGrain<IThrowingGrain>($"{play}/{other}").Throw(what);
    }

    public Task<int> Failures() => Task.FromResult(_failures);

    private static async Task Later(string what)
    {
        await Task.Yield();
        switch (what)
        {
            case "ours":
                throw new ParityException("ours");
            case "detailed":
                throw new DetailedException("detailed", 42);
            case "cancelled":
                throw new OperationCanceledException("stop");
            case "several":
                await Task.WhenAll(
                    Task.FromException(new InvalidOperationException("one")),
                    Task.FromException(new ParityException("two")));
                break;
            case "aggregate":
                throw new AggregateException("all", new InvalidOperationException("one"), new ParityException("two"));
            case "caused":
                throw new InvalidOperationException("outer", new ParityException("inner"));
            default:
                throw new InvalidOperationException("no");
        }
    }
}
