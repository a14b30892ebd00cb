using System.CommandLine;
using PosSaga.Cli.Output;
using PosSaga.Client;

namespace PosSaga.Cli.Commands;

/// <summary>One command as it was typed, connected to its system.</summary>
internal sealed record Call(ParseResult Parsed, PosSagaClient Api, Printer Out, CancellationToken Cancellation)
{
    public T? Get<T>(Option<T> option) => Parsed.GetValue(option);

    public T Get<T>(Argument<T> argument) => Parsed.GetValue(argument)!;
}

/// <summary>How commands are put together.</summary>
internal static class Calls
{
    public const int LimitMax = 10_000;

    public static Argument<string> Id(string name = "id") => new(name) { Description = "Its id" };

    public static Option<string> Reason() =>
        new("--reason") { Description = "Why; it is recorded", Required = true, HelpName = "text" };

    public static Option<int> Limit() => new("--limit")
    {
        Description = "How many at most", DefaultValueFactory = _ => 50, HelpName = "n",
        CustomParser = result =>
            int.TryParse(GlobalOptions.Text(result), out var limit) && limit is >= 1 and <= LimitMax
            ? limit
            : GlobalOptions.Fail<int>(
                result, $"--limit takes a number from 1 to {LimitMax}, not '{GlobalOptions.Text(result)}'."),
    };

    public static Command Does(this Command command, Func<Call, Task> action) => command.Answers(async call =>
    {
        await action(call);
        return ExitCodes.Done;
    });

    /// <summary>With an exit code of its own.</summary>
    public static Command Answers(this Command command, Func<Call, Task<int>> action)
    {
        command.SetAction((parsed, cancellation) => action(new Call(
            parsed, Connection.Open(parsed), new Printer(parsed.GetValue(GlobalOptions.Output)), cancellation)));
        return command;
    }

    public static async Task<IReadOnlyList<T>> Take<T>(
        this IAsyncEnumerable<T> items, int limit, CancellationToken cancellation)
    {
        var taken = new List<T>();
        await foreach (var item in items.WithCancellation(cancellation))
        {
            taken.Add(item);
            if (taken.Count == limit)
                break;
        }
        return taken;
    }
}
