using System.CommandLine;
using PosSaga.Load.Books;
using PosSaga.Load.Http;
using PosSaga.Load.Reporting;

namespace PosSaga.Load.Commands;

/// <summary><c>books</c>: only checks the books of a running system.</summary>
internal static class BooksCommand
{
    private static readonly Option<Uri> Url = Options.Url();
    private static readonly Option<string> AdminKey = Options.AdminKey();
    private static readonly Option<string?> Gateway = Options.Gateway();
    private static readonly Option<string?> Database = Options.Database();
    private static readonly Option<TimeSpan> Settle = Options.Settle();
    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command(
            "books", "Checks the books of a running system: money, reservations, every saga at rest.")
        {
            Url, AdminKey, Gateway, Database, Settle, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => Run(parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var database = await DatabaseFacts.Read(parsed.GetValue(Database), cancellation);
        using var office = new ApiClient(parsed.GetRequiredValue(Url), parsed.GetRequiredValue(AdminKey));
        var books = await new Auditor(
                new BookReader(office), GatewayLedger.Open(parsed.GetValue(Gateway)), gatewayIsOurs: true)
            .AuditAll(parsed.GetRequiredValue(Settle), cancellation);
        await new RunReport
        {
            Command = Running.CommandLine,
            At = DateTimeOffset.UtcNow,
            Unit = "orders checked",
            MeasuredSeconds = 0,
            Completed = books.Orders,
            Latencies = new Dictionary<string, Latency>(),
            Books = books,
            Machine = MachineFacts.Read(),
            Database = database,
        }.Write(Console.Out, parsed.GetValue(Json));
        return books.Balances ? Running.Balanced : Running.NotBalanced;
    }
}
