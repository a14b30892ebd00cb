using System.CommandLine;

namespace PosSaga.Load;

/// <summary><c>claims</c>: orders with claims about them and their refunds, over HTTP.</summary>
internal static class ClaimsCommand
{
    private static readonly Option<string> AgentKey = new("--agent-key")
    {
        Description = "API key of the agents (role claimsAgent).",
        DefaultValueFactory = _ => "demo-agent",
    };

    public static Command Define() => HttpCommand.Define(
        "claims", "Orders, complaints about them, and their refunds, over HTTP; then checks the books.", Run, AgentKey);

    private static async Task<int> Run(ParseResult parsed, CancellationToken interrupted)
    {
        var settings = HttpCommand.Read(parsed);
        using var agents = new ApiClient(settings.Url, parsed.GetRequiredValue(AgentKey));
        return await HttpCommand.Run(
            settings, "refunds", ClaimJourney.Refund, checkBooks: true,
            load =>
            {
                var orders = new OrderPlans(
                    load.Assortment, TokenMix.Parse("ok"), settings.Lines, repeatPercent: 0, seed: 1);
                var journey = new ClaimJourney(
                    load.Tills, agents, new ClaimPlans(orders, seed: 1), load.Recorder, load.Orders,
                    load.Assortment.RunId);
                return (journey.Go, () => journey.Asked);
            },
            interrupted);
    }
}
