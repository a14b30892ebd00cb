using PosSaga.Orders;

namespace PosSaga.Simulation;

/// <summary>Faults that an operator of a development system switches on: one instance per process, off at first.</summary>
public sealed class SimulatedFaults
{
    private volatile bool _refuseConfirmations;

    /// <summary>Every order is refused after its payment was authorised: the deepest compensation.</summary>
    public bool RefuseConfirmations
    {
        get => _refuseConfirmations;
        set => _refuseConfirmations = value;
    }
}

/// <summary>Accepts orders until it is told not to.</summary>
public sealed class SimulatedAcceptance(SimulatedFaults faults) : IOrderAcceptance
{
    public bool Accepts(ConfirmOrder order) => !faults.RefuseConfirmations;
}
