using System.Globalization;

namespace PosSaga.Tests.Parity;

/// <summary>Which calls run when, and what of them arrives.</summary>
internal static class CallRules
{
    public static Rule[] All =>
    [
        new("a call waits until the one before it is done", async stage =>
        {
            var grain = stage.Get("a");
            var first = grain.Work("first");
            await stage.Said("first begins");
            var second = grain.Work("second");
            await grain.Fence();
            stage.Open("second", "first");
            await Task.WhenAll(first, second);
        }, "first begins,first ends,second begins,second ends"),

        new("a call that always interleaves starts in the middle of another", async stage =>
        {
            var work = stage.Get("a").Work("work");
            await stage.Said("work begins");
            stage.Open("glance");
            await stage.Get("a").Glance("glance");
            stage.Open("work");
            await work;
        }, "work begins,glance begins,glance ends,work ends"),

        new("a call starts beside one that always interleaves", async stage =>
        {
            var glance = stage.Get("a").Glance("glance");
            await stage.Said("glance begins");
            stage.Open("work");
            await stage.Get("a").Work("work");
            stage.Open("glance");
            await glance;
        }, "glance begins,work begins,work ends,glance ends"),

        new("readers run beside each other and a writer waits", async stage =>
        {
            var grain = stage.Get("a");
            var one = grain.Read("one");
            await stage.Said("one begins");
            var writer = grain.Work("writer");
            await grain.Fence();
            stage.Open("two", "writer");
            await grain.Read("two");
            stage.Open("one");
            await Task.WhenAll(one, writer);
        }, "one begins,two begins,two ends,one ends,writer begins,writer ends"),

        new("a writer waits for every reader, not only for the one that came first", async stage =>
        {
            var grain = stage.Get("a");
            var one = grain.Read("one");
            await stage.Said("one begins");
            var two = grain.Read("two");
            await stage.Said("two begins");
            stage.Open("one", "writer");
            await one;
            var writer = grain.Work("writer");
            await grain.Fence();
            stage.Open("two");
            await Task.WhenAll(two, writer);
        }, "one begins,two begins,one ends,two ends,writer begins,writer ends"),

        new("a reentrant grain runs every call at once", async stage =>
        {
            var grain = stage.Get<IReentrantParityGrain>("a");
            var first = grain.Work("first");
            await stage.Said("first begins");
            stage.Open("second");
            await grain.Work("second");
            stage.Open("first");
            await first;
        }, "first begins,second begins,second ends,first ends"),

        new("calls that race to a grain that is not in memory come in any order", async stage =>
        {
            stage.Open("a", "b", "c");
            await Task.WhenAll(stage.Get("x").Work("a"), stage.Get("x").Work("b"), stage.Get("x").Work("c"));
        }, Orders("a", "b", "c")),

        new("calls of one caller to a grain in memory come as they were sent", ThreeCalls, Orders("a", "b", "c")[0])
        {
            Only = Distance.Near,
        },
        new("calls of one client may overtake each other", ThreeCalls, Orders("a", "b", "c")) { Only = Distance.ByWire },

        new("a call whose caller no longer waits goes on", async stage =>
        {
            await stage.Try("work", () => stage.Get("a").WorkBriefly("work"));
            stage.Open("work");
            await stage.Said("work ends");
        }, "work begins,work: TimeoutException,work ends"),

        new("a call that waited for longer than its caller is dropped", async stage =>
        {
            var first = stage.Get("a").Work("first");
            await stage.Said("first begins");
            await stage.Try("second", () => stage.Get("a").WorkBriefly("second"));
            await stage.Wait(Stage.AfterTimeOut);
            stage.Open("first", "second");
            await first;
            await stage.Get("a").Activation();
        }, "first begins,second: TimeoutException,first ends"),

        new("a call to itself waits until its caller gives up", async stage =>
        {
            stage.Open("itself");
            await stage.Try("call", () => stage.Get("a").CallItself());
        }, "call: TimeoutException"),

        new("nobody waits for a one-way call or hears of its failure", async stage =>
        {
            await stage.Get("a").Whisper("one", fails: false);
            stage.Say("sent");
            stage.Open("one", "two");
            await stage.Said("one ends");
            await stage.Get("a").Whisper("two", fails: true);
            await stage.Said("two ends");
            stage.Say($"{await stage.Get("a").Nothing() is null}");
        }, "sent,one begins,one ends,two begins,two ends,True", "one begins,sent,one ends,two begins,two ends,True"),

        new("a caller that changes its argument afterwards changes nothing in the grain", async stage =>
        {
            var numbers = new List<int> { 1, 2 };
            await stage.Get("a").Keep(numbers);
            numbers.Add(3);
            stage.Say((await stage.Get("a").Kept()).ToString(CultureInfo.InvariantCulture));
        }, "2"),

        new("what is immutable is passed on as it is", Same, "True") { Only = Distance.Near },
        new("by wire everything comes as another object", Same, "False") { Only = Distance.ByWire },

        new("two interfaces of a class lead to the same activation", async stage =>
        {
            var one = await stage.Get("a").Activation();
            stage.Say($"{one == await stage.Get<IParityByAnotherName>("a").ActivationToo()}");
            stage.Say($"{one == await stage.Get("b").Activation()}");
        }, "True,False"),

        new("what a call started goes on after it and between others", async stage =>
        {
            await stage.Get("a").StartBackground("background");
            var work = stage.Get("a").Work("work");
            await stage.Said("work begins");
            stage.Open("background");
            await stage.Said("background ends");
            stage.Open("work");
            await work;
        }, "background begins,work begins,background ends,work ends"),
    ];

    private static async Task ThreeCalls(Stage stage)
    {
        await stage.Get("x").Fence();
        stage.Open("a", "b", "c");
        await Task.WhenAll(stage.Get("x").Work("a"), stage.Get("x").Work("b"), stage.Get("x").Work("c"));
    }

    private static async Task Same(Stage stage)
    {
        var thing = new Thing("x");
        stage.Say($"{ReferenceEquals(thing, await stage.Get("a").Echo(thing))}");
    }

    private static string[] Orders(params string[] names) => names.Length == 1
        ? [$"{names[0]} begins,{names[0]} ends"]
        : [.. names.SelectMany(first => Orders([.. names.Where(name => name != first)])
            .Select(rest => $"{first} begins,{first} ends,{rest}"))];
}
