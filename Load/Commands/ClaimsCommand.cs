using System.CommandLine;

namespace PosSaga.Load.Commands;

/// <summary><c>claims</c>: orders that are complained about and refunded, over HTTP.</summary>
internal static class ClaimsCommand
{
    private static readonly Option<Uri> Url = Options.Url();
    private static readonly Option<string> Key = new("--key")
    {
        Description = "API key of the tills (role store).",
        DefaultValueFactory = _ => "demo-store",
    };

    private static readonly Option<string> AgentKey = new("--agent-key")
    {
        Description = "API key of the agents (role claimsAgent).",
        DefaultValueFactory = _ => "demo-agent",
    };

    private static readonly Option<string> AdminKey = Options.AdminKey();

    private static readonly Option<int> Clients = Options.Number(
        "--clients", "Closed loop: so many customers, each begins anew when the last refund is over.", 32, 1, 4096);

    private static readonly Option<int> Rate = Options.Number(
        "--rate", "Open loop: so many per second, measured from when each was meant to start. 0: closed loop.",
        0, 0, 100_000);

    private static readonly Option<int> Prepared = Options.Number(
        "--prepared", "So many claims are resolved beforehand and only their refunds are measured; it ends when "
        + "there are no more. 0: all of the way, from the cart on.", 0, 0, 1_000_000);

    private static readonly Option<TimeSpan> Duration = Options.Duration(
        "--duration", "How long is measured.", TimeSpan.FromSeconds(30));

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before the measurement.", TimeSpan.FromSeconds(5));

    private static readonly Option<int> Lines = Options.Number("--lines", "Lines per order.", 1, 1, 50);
    private static readonly Option<int> Skus = Options.Number("--skus", "Over so many products.", 100, 1, 10_000);
    private static readonly Option<int> Stores = Options.Number("--stores", "Over the stores 1 to so many.", 5, 1, 6);
    private static readonly Option<TimeSpan> Settle = Options.Settle();
    private static readonly Option<string?> Database = Options.Database();
    private static readonly Option<string?> Gateway = Options.Gateway();

    private static readonly Option<int> ProcessId = Options.Number(
        "--pid", "The system's process on this machine, to report its memory and processor time.", 0, 0, int.MaxValue);

    private static readonly Option<FileInfo?> Json = Options.Json();

    public static Command Define()
    {
        var command = new Command(
            "claims", "Orders, complaints about them, and their refunds, over HTTP; then checks the books.")
        {
            Url, Key, AgentKey, AdminKey, Clients, Rate, Prepared, Duration, Warmup, Lines, Skus, Stores, Settle,
            Database, Gateway, ProcessId, Json,
        };
        command.SetAction((parsed, cancellation) => Running.Guarded(() => ClaimsRun.Run(Read(parsed), cancellation)));
        return command;
    }

    public static ClaimsSettings Read(ParseResult parsed) => new(
        parsed.GetRequiredValue(Url), parsed.GetRequiredValue(Key), parsed.GetRequiredValue(AgentKey),
        parsed.GetRequiredValue(AdminKey), parsed.GetRequiredValue(Prepared),
        new(parsed.GetRequiredValue(Clients), parsed.GetRequiredValue(Rate), parsed.GetRequiredValue(Warmup),
            parsed.GetRequiredValue(Duration)),
        parsed.GetRequiredValue(Lines), parsed.GetRequiredValue(Skus), parsed.GetRequiredValue(Stores),
        parsed.GetRequiredValue(Settle), parsed.GetValue(Database), parsed.GetValue(Gateway),
        parsed.GetRequiredValue(ProcessId), parsed.GetValue(Json));
}
