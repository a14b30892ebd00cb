namespace PosSaga.Orders;

/// <summary>The last word on an order before it is confirmed: a store may be closing, a carrier on strike.</summary>
public interface IOrderAcceptance
{
    bool Accepts(ConfirmOrder order);
}

/// <summary>Accepts every order.</summary>
public sealed class AcceptsEveryOrder : IOrderAcceptance
{
    public bool Accepts(ConfirmOrder order) => true;
}
