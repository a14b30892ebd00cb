using System.Runtime.CompilerServices;

namespace PosSaga.Simulator;

/// <summary>Describes where code left the simulation's thread.</summary>
internal static class EscapedWork
{
    private const string Causes =
        "Task.Run, timers of the machine's own clock, and continuations that run asynchronously outside a scheduler "
        + "(RunContinuationsAsynchronously with ConfigureAwait(false)) run where no seed decides. "
        + "Await the work without ConfigureAwait(false), and wait with the TimeProvider that is injected.";

    public static string Describe(TurnQueue queue, object turn)
    {
        var method = turn is Task { AsyncState: Action { Target: { } awaiting } } ? MethodOf(awaiting.GetType()) : null;
        return Describe($"{queue.Describe()}{(method is null ? "" : $", in {method},")}");
    }

    public static string Describe(string what) =>
        $"{what} was reached from {Name(Thread.CurrentThread)}. {Causes}\n{Environment.StackTrace}";

    private static string Name(Thread thread) =>
        thread.IsThreadPoolThread ? "the thread pool" : $"the thread '{thread.Name}'";

    // The state machine of an async method is the type argument ItsType.<ItsName>d__7 of its box.
    private static string? MethodOf(Type box)
    {
        foreach (var argument in box.GenericTypeArguments)
        {
            if (!typeof(IAsyncStateMachine).IsAssignableFrom(argument)
                || argument.Assembly == typeof(EscapedWork).Assembly)
                continue;
            // That of a lambda is in a compiler-generated class <>c, and named after the enclosing method.
            var owner = argument.DeclaringType;
            while (owner is { DeclaringType: { } outer } && owner.Name.StartsWith('<'))
                owner = outer;
            return $"{owner?.Name}.{argument.Name.TrimStart('<').Split('>')[0]}";
        }

        return null;
    }
}
