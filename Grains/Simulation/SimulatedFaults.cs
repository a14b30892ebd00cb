using PosSaga.Inventory;
using PosSaga.Orders;

namespace PosSaga.Simulation;

/// <summary>Faults that an operator of a development system switches on: one instance per process, off at
/// first.</summary>
public sealed class SimulatedFaults
{
    private volatile bool _refuseConfirmations;
    private volatile string? _refuseReturnsOf;

    /// <summary>Every order is refused after its payment was authorised: the deepest compensation.</summary>
    public bool RefuseConfirmations
    {
        get => _refuseConfirmations;
        set => _refuseConfirmations = value;
    }

    /// <summary>Goods of this SKU are not taken back in any store, whatever comes with them; null: all are.</summary>
    public string? RefuseReturnsOf
    {
        get => _refuseReturnsOf;
        set => _refuseReturnsOf = value;
    }
}

/// <summary>Accepts orders until it is told not to.</summary>
public sealed class SimulatedAcceptance(SimulatedFaults faults) : IOrderAcceptance
{
    public bool Accepts(ConfirmOrder order) => !faults.RefuseConfirmations;
}

/// <summary>Takes goods back until it is told not to.</summary>
public sealed class SimulatedReturns(SimulatedFaults faults) : IReturnAcceptance
{
    public bool Accepts(string stock, RestockGoods goods) =>
        faults.RefuseReturnsOf is not { } sku || !stock.EndsWith("/" + sku, StringComparison.Ordinal);
}
