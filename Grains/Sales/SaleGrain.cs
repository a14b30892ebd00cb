using Microsoft.Extensions.Logging;
using PosSaga.Payments;
using PosSaga.Registers;
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

    public Task<CommandResult<SaleView>> Void(VoidSale command) => GoOn(
        command.Origin, async (sale, at) => SaleVoid.Decide(
            sale, command, sale is { State: SagaState.Completed, VoidReason: null } ? await ShiftOf(sale) : null, at));

    private Task<Shift?> ShiftOf(Sale sale) => GrainFactory.GetGrain<IRegisterGrain>(GrainKeys.Of(
        Tenant, Register.AddressOf(sale.Request!.StoreId, sale.Request.RegisterId))).CurrentShift();

    protected override void Ended(Sale sale) => SaleMetrics.Ended(sale);

    protected override SaleView View(Sale sale)
    {
        var step = _engine.Shown(sale)?.Name;
        return new SaleView(
            Id, sale.State, sale.Request!.StoreId, sale.Request.RegisterId, sale.Request.CashierId,
            sale.Request.CustomerId, sale.Number, sale.Priced, sale.Failure, sale.CreatedAt, sale.UpdatedAt,
            sale.Version, LastPosition, step, step is { } shown ? sale.TroubleAt(shown)?.OperatorReason : null,
            Waiting(sale), sale.Voided);
    }
}
