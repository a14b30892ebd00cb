using System.CommandLine;
using System.Data.Common;
using PosSaga.Journal;

namespace PosSaga.Load;

/// <summary>Drives a system, measures it, and checks that its books balance afterwards.</summary>
internal static class LoadProgram
{
    private static async Task<int> Main(string[] args)
    {
        var configuration = new InvocationConfiguration
        {
            // Ctrl-C ends the load, not the program: the orders placed so far are still checked and reported.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(5),
        };
        var parsed = Root().Parse(args);
        var exit = await parsed.InvokeAsync(configuration);
        return parsed.Errors.Count > 0 ? LoadCommand.NotUsable : exit;
    }

    public static RootCommand Root() =>
        new("Load for PosSaga: measures orders per second and checks the books. Exit code 0: measured and balanced; "
            + "1: the books do not balance; 2: the system could not be used.")
        {
            OrdersCommand.Define(),
            ClaimsCommand.Define(),
            CompareCommand.Define(),
            GrainsCommand.Define(),
            RefundsCommand.Define(),
            ReservationsCommand.Define(),
            JournalCommand.Define(),
            StreamsCommand.Define(),
            ModelsCommand.Define(),
            QueriesCommand.Define(),
        };
}

/// <summary>What all commands share: exit codes, and how a command is defined and reported.</summary>
internal static class LoadCommand
{
    public const int Balanced = 0;
    public const int NotBalanced = 1;
    public const int NotUsable = 2;

    public static string CommandLine =>
        string.Join(' ', Environment.GetCommandLineArgs().Skip(1).Select(HideSecrets).Prepend("Load"));

    public static Command Define(
        string name, string description, Func<ParseResult, CancellationToken, Task<int>> run, params Option[] options)
    {
        var command = new Command(name, description);
        foreach (var option in options)
            command.Options.Add(option);
        command.SetAction((parsed, cancellation) => Guarded(() => run(parsed, cancellation)));
        return command;
    }

    // A system that cannot be used is reported in one sentence instead of a stack trace.
    private static async Task<int> Guarded(Func<Task<int>> run)
    {
        try
        {
            return await run();
        }
        catch (Exception e) when (e is SystemNotUsableException or JournalConfigurationException or DbException)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return NotUsable;
        }
    }

    // Reports are passed on, so they must not contain the password of the database.
    internal static string HideSecrets(string argument)
    {
        if (!argument.Contains("password=", StringComparison.OrdinalIgnoreCase))
            return argument;
        var parts = new DbConnectionStringBuilder { ConnectionString = argument };
        parts["Password"] = "…";
        return parts.ConnectionString;
    }
}
