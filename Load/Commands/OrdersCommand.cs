using System.CommandLine;
using PosSaga.Load.Orders;

namespace PosSaga.Load.Commands;

/// <summary><c>orders</c>: drives a running system over HTTP.</summary>
internal static class OrdersCommand
{
    private static readonly Option<Uri> Url = Options.Url();

    private static readonly Option<string> Key = new("--key")
    {
        Description = "API key of the tills (role store).",
        DefaultValueFactory = _ => "demo-store",
    };

    private static readonly Option<string> AdminKey = Options.AdminKey();

    private static readonly Option<int> Clients = Options.Number(
        "--clients", "Closed loop: so many tills, each sends its next order when the last is answered.", 32, 1, 4096);

    private static readonly Option<int> Rate = Options.Number(
        "--rate", "Open loop: so many orders per second, measured from when each was meant to start. 0: closed loop.",
        0, 0, 100_000);

    private static readonly Option<TimeSpan> Duration = Options.Duration(
        "--duration", "How long is measured.", TimeSpan.FromSeconds(30));

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before the measurement.", TimeSpan.FromSeconds(5));

    private static readonly Option<int> Lines = Options.Number("--lines", "Lines per order.", 1, 1, 50);

    private static readonly Option<int> Skus = Options.Number(
        "--skus", "Over so many products; 1 is one hot SKU.", 100, 1, 10_000);

    private static readonly Option<int> Stores = Options.Number("--stores", "Over the stores 1 to so many.", 5, 1, 6);

    private static readonly Option<TokenMix> Tokens = Options.Tokens();

    private static readonly Option<int> Idempotent = Options.Number(
        "--idempotent", "Percent of the orders that are sent a second time with the same key.", 0, 0, 100);

    private static readonly Option<int> Seed = Options.Number(
        "--seed", "Rolls the same orders again.", 1, 0, int.MaxValue);

    private static readonly Option<TimeSpan> Persistence = Options.Duration(
        "--persistence", "How long a request is sent again while the system is away; 0: each failure is an outcome.",
        TimeSpan.Zero);

    private static readonly Option<TimeSpan> Settle = Options.Settle();

    private static readonly Option<string?> Database = Options.Database();

    private static readonly Option<string?> Gateway = Options.Gateway();

    private static readonly Option<int> ProcessId = Options.Number(
        "--pid", "The system's process on this machine, to report its memory and processor time.", 0, 0, int.MaxValue);

    private static readonly Option<bool> NoBooks = new("--no-books") { Description = "Does not check the books." };

    private static readonly Option<FileInfo?> Json = Options.Json();

    private static readonly Option<FileInfo?> Answers = new("--answers")
    {
        Description = "Writes a line per request: when it ended (Unix milliseconds), how long it took with every "
            + "repetition, how it ended.",
    };

    public static Command Define()
    {
        var command = new Command("orders", "Places orders over HTTP (cart, items, order), then checks the books.")
        {
            Url, Key, AdminKey, Clients, Rate, Duration, Warmup, Lines, Skus, Stores, Tokens, Idempotent, Seed,
            Persistence, Settle, Database, Gateway, ProcessId, NoBooks, Json, Answers,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => OrdersRun.Run(Read(parsed), cancellation)));
        return command;
    }

    public static OrdersSettings Read(ParseResult parsed) => new()
    {
        Url = parsed.GetRequiredValue(Url),
        Key = parsed.GetRequiredValue(Key),
        AdminKey = parsed.GetRequiredValue(AdminKey),
        Clients = parsed.GetRequiredValue(Clients),
        RatePerSecond = parsed.GetRequiredValue(Rate),
        Duration = parsed.GetRequiredValue(Duration),
        Warmup = parsed.GetRequiredValue(Warmup),
        Lines = parsed.GetRequiredValue(Lines),
        Skus = parsed.GetRequiredValue(Skus),
        Stores = parsed.GetRequiredValue(Stores),
        Tokens = parsed.GetRequiredValue(Tokens),
        RepeatPercent = parsed.GetRequiredValue(Idempotent),
        Seed = (ulong)parsed.GetRequiredValue(Seed),
        Persistence = parsed.GetRequiredValue(Persistence),
        Settle = parsed.GetRequiredValue(Settle),
        Database = parsed.GetValue(Database),
        Gateway = parsed.GetValue(Gateway),
        ProcessId = parsed.GetRequiredValue(ProcessId),
        CheckBooks = !parsed.GetValue(NoBooks),
        Json = parsed.GetValue(Json),
        Answers = parsed.GetValue(Answers),
    };
}
