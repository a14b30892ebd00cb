using System.CommandLine;
using PosSaga.Load.Commands;

namespace PosSaga.Load;

/// <summary>Drives a system, measures it, and checks that its books balance afterwards.</summary>
internal static class LoadProgram
{
    private static async Task<int> Main(string[] args)
    {
        var configuration = new InvocationConfiguration
        {
            // Ctrl-C ends the load, not the program: what was placed still comes to rest, is checked and reported.
            ProcessTerminationTimeout = TimeSpan.FromMinutes(5),
        };
        var parsed = Root().Parse(args);
        var exit = await parsed.InvokeAsync(configuration);
        return parsed.Errors.Count > 0 ? Running.NotUsable : exit;
    }

    public static RootCommand Root() =>
        new("Load for PosSaga: measures orders per second and checks the books. Exit code 0: measured and balanced; "
            + "1: the books do not balance; 2: the system could not be used.")
        {
            OrdersCommand.Define(),
            ClaimsCommand.Define(),
            BooksCommand.Define(),
            CompareCommand.Define(),
            GrainsCommand.Define(),
            RefundsCommand.Define(),
            ReservationsCommand.Define(),
            JournalCommand.Define(),
            StreamsCommand.Define(),
            CallsCommand.Define(),
            ModelsCommand.Define(),
            QueriesCommand.Define(),
        };
}
