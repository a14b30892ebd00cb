using Microsoft.Extensions.Logging;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>One sale, run by the engine of all sagas from its own list of steps.</summary>
[GrainType("sale")]
internal sealed class SaleGrain(
    SagaEngine<Sale, SaleEvent> engine, SagaJitter jitter, GatewayHealth gateway, TimeProvider clock,
    ILogger<SaleGrain> log)
    : SagaGrain<Sale, SaleEvent, SaleView>(engine, jitter, gateway, clock, log), ISaleGrain
{
    private readonly SagaEngine<Sale, SaleEvent> _engine = engine;

    protected override string Kind => "sale";

    public Task<CommandResult<SaleView>> Start(StartSale command) =>
        Start(command.Origin, (sale, at) => SaleStart.Decide(sale, command, at));

    protected override void Ended(Sale sale) => SaleMetrics.Ended(sale);

    protected override SaleView View(Sale sale)
    {
        var step = _engine.Shown(sale)?.Name;
        return new SaleView(
            Id, sale.State, sale.Request!.StoreId, sale.Request.RegisterId, sale.Request.CashierId,
            sale.Request.CustomerId, sale.Number, sale.Priced, sale.Failure, sale.CreatedAt, sale.UpdatedAt,
            sale.Version, LastPosition, step, step is { } shown ? sale.TroubleAt(shown)?.OperatorReason : null,
            Waiting(sale));
    }
}
