using PosSaga.PaymentSimulator;
using PosSaga.Simulation;

namespace PosSaga.Api;

/// <summary>What the simulated world can be told. Faults exist in Development only.</summary>
internal static class SimulationControls
{
    /// <summary>Outside of Development the gateway can be told to misbehave only where this setting says so.</summary>
    public const string Setting = "Simulation:Payments";

    /// <param name="faults">Of the silo in this process; null where there is none to be told.</param>
    public static void MapSimulation(
        this IEndpointRouteBuilder api, IHostEnvironment environment, IConfiguration configuration, SimulatedFaults? faults)
    {
        if (!environment.IsDevelopment() && !configuration.GetValue<bool>(Setting))
            return;
        var simulation = api.MapGroup("/simulation").WithTags("Simulation");
        simulation.MapPut("/payments", Payments).WithName("simulatePayments")
            .WithSummary("Tells the simulated gateway how to behave")
            .RequestExample(PaymentSimulationBody.Example).ResponseExample(PaymentSimulationBody.Example);
        if (environment.IsDevelopment() && faults is not null)
            simulation.MapPut("/faults", Faulty).WithName("simulateFaults")
            .WithSummary("Switches faults on or off").RequestExample(FaultsBody.Example)
                .ResponseExample(FaultsBody.Example);
    }

    private static async Task<IResult> Payments(
        Body<PaymentSimulationBody> body, GatewayControls gateway, HttpContext http)
    {
        await gateway.Change(body.Value.ToSettings(), http.RequestAborted);
        return WireResult.Ok(body.Value);
    }

    private static WireResult<FaultsBody> Faulty(Body<FaultsBody> body, SimulatedFaults faults)
    {
        faults.RefuseConfirmations = body.Value.RefuseConfirmations;
        faults.RefuseReturnsOf = body.Value.RefuseReturnsOf;
        return WireResult.Ok(body.Value);
    }
}

/// <summary>Rates are shares, 0 to 1.</summary>
internal sealed record PaymentSimulationBody(
    double FailureRate, int LatencyMs, double TimeoutRate, bool Outage, MoneyBody? DeclineAmount = null) : IBody
{
    public static PaymentSimulationBody Example { get; } = new(0.1, 50, 0.01, false, new(66600, "CAD"));

    public void Check(ValidationErrors faults)
    {
        foreach (var (field, error) in ToSettings().Faults())
            faults.Add(field, error);
        faults.Money("declineAmount", DeclineAmount);
    }

    public GatewaySettings ToSettings() => new(FailureRate, DeclineAmount?.ToMoney(), LatencyMs, TimeoutRate, Outage);
}

/// <param name="RefuseConfirmations">Every order is refused after its payment was authorised.</param>
/// <param name="RefuseReturnsOf">Goods of this SKU are not taken back in any store.</param>
internal sealed record FaultsBody(bool RefuseConfirmations, string? RefuseReturnsOf = null) : IBody
{
    public static FaultsBody Example { get; } = new(true, "MIEL");

    public void Check(ValidationErrors faults) => faults.Id("refuseReturnsOf", RefuseReturnsOf);
}
