using System.CommandLine;
using System.CommandLine.Invocation;
using PosSaga.Cli.Commands;
using PosSaga.Cli.Output;

namespace PosSaga.Cli;

/// <summary>The command line: one call of the API and its answer, or what to do instead.</summary>
internal static class PosProgram
{
    private static async Task<int> Main(string[] args)
    {
        try
        {
            var parsed = Root().Parse(args);
            return parsed.Action is ParseErrorAction
                ? Usage(parsed)
                : await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        }
        catch (Exception e)
        {
            // The one place that catches everything: whoever types a command is told a sentence, never a stack.
            return Failure.Tell(e);
        }
    }

    public static RootCommand Root()
    {
        var root = new RootCommand(
            "PosSaga's command line. Exit codes: 0 done; 1 refused by the server; 2 wrong usage; 3 not reachable; "
            + "4 not authorised.")
        {
            OrderCommands.Define(), ClaimCommands.Define(), RefundCommands.Define(), SagaCommands.Define(),
            TimelineCommand.Define(), ProjectionCommands.Define(), DeadLetterCommands.Define(),
            VerifyCommand.Define(), ProfileCommands.Define(), CompletionCommand.Define(),
        };
        foreach (var option in GlobalOptions.All)
            root.Options.Add(option);
        return root;
    }

    private static int Usage(ParseResult parsed)
    {
        foreach (var error in parsed.Errors)
            Console.Error.WriteLine(error.Message);
        var path = new Stack<string>();
        for (System.CommandLine.Parsing.SymbolResult? at = parsed.CommandResult; at is not null; at = at.Parent)
            if (at is System.CommandLine.Parsing.CommandResult command)
                path.Push(command.Command.Name);
        Console.Error.WriteLine($"Try: {string.Join(' ', path)} --help");
        return ExitCodes.Usage;
    }
}
