namespace PosSaga.Inventory;

/// <summary>The stock of one SKU in one store. Key <c>{tenant}/{store}/{sku}</c>. Many sagas hit it at once, so its
/// commands interleave: they decide on the tentative state and share one flush.</summary>
[Alias("possaga.stock")]
public interface IStockGrain : IGrainWithStringKey
{
    [AlwaysInterleave, Alias("Get")] Task<StockView> Get();

    [AlwaysInterleave, Alias("Receive")] Task<CommandResult<StockView>> Receive(ReceiveStock command);

    [AlwaysInterleave, Alias("Adjust")] Task<CommandResult<StockView>> Adjust(AdjustStock command);

    [AlwaysInterleave, Alias("SetThreshold")] Task<CommandResult<StockView>> SetThreshold(SetThreshold command);

    /// <summary>Holds a quantity for a saga. Again with the same reservation: the same answer, nothing held
    /// twice.</summary>
    [AlwaysInterleave, Alias("Reserve")] Task<CommandResult<StockView>> Reserve(ReserveStock command);

    /// <summary>Gives a reservation back. Of one never made: succeeds, and refuses the late original for
    /// ever.</summary>
    [AlwaysInterleave, Alias("Release")] Task<CommandResult<StockView>> Release(ReleaseStock command);

    /// <summary>The reservation becomes a deduction.</summary>
    [AlwaysInterleave, Alias("Commit")] Task<CommandResult<StockView>> Commit(CommitStock command);

    /// <summary>Goods of a refund come back, once per refund: resellable ones on hand, damaged ones apart.</summary>
    [AlwaysInterleave, Alias("Restock")] Task<CommandResult<StockView>> Restock(RestockGoods command);

    /// <summary>Undo of <see cref="Restock"/>; refused while too little of it is left. Of goods never restocked:
    /// succeeds, and refuses the late original.</summary>
    [AlwaysInterleave, Alias("TakeBackOut")] Task<CommandResult<StockView>> ReverseRestock(ReverseRestock command);

    /// <summary>Asks the sagas of reservations older than the limit, and lets go of those whose saga is gone or final.
    /// Answers how many expired.</summary>
    [AlwaysInterleave, Alias("ExpireReservations")] Task<int> ExpireReservations(Origin origin);
}

/// <summary>Quantities in pieces; available = on hand − reserved. Threshold is null where the product's
/// applies.</summary>
[GenerateSerializer, Immutable, Alias("possaga.stock.view")]
public sealed record StockView(
    string StoreId, string Sku, long OnHand, long Reserved,
    long Damaged, int? Threshold, long Version)
{
    public long Available => OnHand - Reserved;
}
