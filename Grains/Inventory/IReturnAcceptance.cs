namespace PosSaga.Inventory;

/// <summary>The store's word on goods that come back: a shelf may be closed, a recall on.</summary>
public interface IReturnAcceptance
{
    /// <param name="stock">Store and SKU, with a slash between them.</param>
    bool Accepts(string stock, RestockGoods goods);
}

/// <summary>Takes everything back.</summary>
public sealed class AcceptsEveryReturn : IReturnAcceptance
{
    public bool Accepts(string stock, RestockGoods goods) => true;
}
