using PosSaga.EventSourcing;
using static PosSaga.EventSourcing.Decision<PosSaga.Inventory.StockEvent>;
using static PosSaga.Inventory.StockEvent;
using static PosSaga.Inventory.StockRefusals;

namespace PosSaga.Inventory;

/// <summary>What became of a reservation that the state does not hold, by the journal.</summary>
public enum ReservationFate { NeverMade, Barred, Held, Released, Committed, Expired }

/// <summary>The rules of stock: available never goes below zero, and each reservation happens once and ends
/// once.</summary>
public static class StockDecider
{
    public const int MaxQuantity = 1_000_000;

    /// <summary>How long a reservation stands unquestioned; then its saga is asked.</summary>
    public static readonly TimeSpan ReservationLimit = TimeSpan.FromMinutes(10);

    public static Decision<StockEvent> Decide(Stock stock, ReserveStock ask, string sku) =>
        stock.Held(ask.ReservationId) switch
        {
            { } held when held.Quantity == ask.Quantity   => Replay,
            { }                                           => Refuse(ReservationDiffers),
            _ when ask.Quantity is < 1 or > MaxQuantity   => Refuse(QuantityOutOfRange),
            _ when ask.Quantity > stock.Available         => Refuse(OutOfStock(sku, ask.Quantity, stock.Available)),
            _ => RecordOnce(StockKeys.Made(ask), new Reserved(ask.ReservationId, ask.Quantity, ask.At)),
        };

    /// <summary>A reservation that is not held any more, asked for again: the journal's key says what was
    /// answered.</summary>
    public static Decision<StockEvent> Again(ReserveStock ask, Journal.AppendResult.KeyAnswered known) => known switch
    {
        _ when StockKeys.IsBarred(known)                          => Refuse(StockRefusals.ReservationBarred),
        _ when known.Fingerprint != StockKeys.Made(ask).Fingerprint => Refuse(ReservationDiffers),
        _                                                         => Replay,
    };

    public static Decision<StockEvent> Decide(Stock stock, ReleaseStock give, ReservationFate fate) =>
        (stock.Held(give.ReservationId), fate) switch
        {
            ({ } held, _)                   => Record(new Released(give.ReservationId, held.Quantity)),
            (_, ReservationFate.NeverMade)  => RecordOnce(
                StockKeys.Bar(give.ReservationId), new StockEvent.ReservationBarred(give.ReservationId)),
            (_, ReservationFate.Barred or ReservationFate.Released or ReservationFate.Expired) => Replay,
            (_, ReservationFate.Committed)  => Refuse(ReservationCommitted),
            _                               => Refuse(ReservationInMotion),
        };

    public static Decision<StockEvent> Decide(Stock stock, CommitStock sell, ReservationFate fate) =>
        (stock.Held(sell.ReservationId), fate) switch
        {
            ({ } held, _)                   => Record(new Committed(sell.ReservationId, held.Quantity)),
            (_, ReservationFate.Committed)  => Replay,
            (_, ReservationFate.Held)       => Refuse(ReservationInMotion),
            _                               => Refuse(ReservationNotHeld(fate)),
        };

    /// <summary>Of a reservation whose saga is gone or final.</summary>
    public static Decision<StockEvent> Expire(Stock stock, string reservationId) =>
        stock.Held(reservationId) is { } held ? Record(new Expired(reservationId, held.Quantity)) : Replay;

    public static Decision<StockEvent> Decide(Stock stock, ReceiveStock receive) => receive.Quantity switch
    {
        _ when IsStale(stock, receive.IfMatch)   => Refuse(Stale(receive.IfMatch!, stock.Version)),
        < 1 or > MaxQuantity                     => Refuse(QuantityOutOfRange),
        var quantity => RecordOnce(
            StockKeys.OfClient(receive.Key, receive.Fingerprint),
            Answering(stock, receive.Key, new Received(quantity, receive.Reference))),
    };

    public static Decision<StockEvent> Decide(Stock stock, AdjustStock adjust) => adjust.Delta switch
    {
        _ when IsStale(stock, adjust.IfMatch)        => Refuse(Stale(adjust.IfMatch!, stock.Version)),
        0                                            => Refuse(NothingToAdjust),
        < -MaxQuantity or > MaxQuantity              => Refuse(QuantityOutOfRange),
        var delta when stock.Available + delta < 0   => Refuse(BelowReserved(delta, stock.Available)),
        var delta => RecordOnce(
            StockKeys.OfClient(adjust.Key, adjust.Fingerprint),
            Answering(stock, adjust.Key, new Adjusted(delta, adjust.Reason))),
    };

    public static Decision<StockEvent> Decide(Stock stock, SetThreshold set) => set.Threshold switch
    {
        < 0                                    => Refuse(ThresholdOutOfRange),
        var same when same == stock.Threshold  => Replay,
        var other                              => Record(new ThresholdChanged(other)),
    };

    private static bool IsStale(Stock stock, VersionCondition? seen) => seen?.Holds(stock.Version) == false;

    /// <summary>With a key, the event keeps the answer: a repetition is answered the same, whatever happened
    /// since.</summary>
    private static StockEvent Answering(Stock stock, string? key, StockEvent @event) => (key, @event) switch
    {
        (not null, Received e) => e with { Answered = stock.Apply(e).Levels },
        (not null, Adjusted e) => e with { Answered = stock.Apply(e).Levels },
        _                      => @event,
    };

    // Goods of a refund come back once, and go back out once at most.

    /// <param name="accepted">The word of <see cref="IReturnAcceptance"/>.</param>
    public static Decision<StockEvent> Decide(RestockGoods ask, bool accepted) => ask switch
    {
        _ when !InRange(ask.Resellable, ask.Damaged) => Refuse(QuantityOutOfRange),
        _ when !accepted => Refuse(RestockRefused),
        _ => RecordOnce(StockKeys.Made(ask), new StockEvent.Restocked(ask.RefundId, ask.Resellable, ask.Damaged)),
    };

    /// <summary>Asked for again: the journal's key says what was answered. A restocking that was undone is never
    /// repeated, or goods that are out would be counted in.</summary>
    public static Decision<StockEvent> Again(RestockGoods ask, RestockFate fate) => fate switch
    {
        RestockFate.Made          => Replay,
        RestockFate.MadeOtherwise => Refuse(RestockDiffers),
        _                         => Refuse(RestockUndone),
    };

    public static Decision<StockEvent> Decide(Stock stock, ReverseRestock ask, RestockFate fate) => fate switch
    {
        RestockFate.TakenBackOut or RestockFate.Barred => Replay,
        RestockFate.NeverMade => RecordOnce(
            StockKeys.BarRestock(ask.RefundId), new StockEvent.RestockBarred(ask.RefundId)),
        RestockFate.MadeOtherwise                 => Refuse(RestockDiffers),
        _ when ask.Resellable > stock.Available   => Refuse(NotThereAnyMore(ask.Resellable, stock.Available)),
        _ when ask.Damaged > stock.Damaged        => Refuse(NotThereAnyMore(ask.Damaged, stock.Damaged)),
        _ => RecordOnce(StockKeys.Made(ask), new StockEvent.TakenBackOut(ask.RefundId, ask.Resellable, ask.Damaged)),
    };

    private static bool InRange(int resellable, int damaged) =>
        resellable is >= 0 and <= MaxQuantity && damaged is >= 0 and <= MaxQuantity && resellable + damaged > 0;
}

/// <summary>What became of a restocking, by the journal: the state does not remember any.</summary>
public enum RestockFate { NeverMade, Barred, Made, MadeOtherwise, TakenBackOut }
