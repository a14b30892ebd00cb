using PosSaga.EventSourcing;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Inventory;

/// <summary>Coffee in store 1.</summary>
public abstract class StockSpec : Spec<Stock, StockEvent>
{
    protected static readonly Origin Saga = new("demo", "system:saga", "s-1");
    protected static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static StockEvent Received(int quantity) => new StockEvent.Received(quantity, "po-1");

    protected static StockEvent Reserved(string id, int quantity) => new StockEvent.Reserved(id, quantity, At);

    protected static StockEvent Released(string id, int quantity) => new StockEvent.Released(id, quantity);

    protected static StockEvent Committed(string id, int quantity) => new StockEvent.Committed(id, quantity);

    protected static StockEvent Expired(string id, int quantity) => new StockEvent.Expired(id, quantity);

    protected static StockEvent Barred(string id) => new StockEvent.ReservationBarred(id);

    protected static StockEvent Restocked(string id, int resellable, int damaged) =>
        new StockEvent.Restocked(id, resellable, damaged);

    protected static StockEvent TakenBackOut(string id, int resellable, int damaged) =>
        new StockEvent.TakenBackOut(id, resellable, damaged);

    protected static Func<Stock, Decision<StockEvent>> Restock(
        string id, int resellable, int damaged, bool accepted = true) =>
        _ => StockDecider.Decide(new RestockGoods(Saga, id, resellable, damaged), accepted);

    protected static Func<Stock, Decision<StockEvent>> RestockAgain(string id, RestockFate fate) =>
        _ => StockDecider.Again(new RestockGoods(Saga, id, 1, 1), fate);

    protected internal static Func<Stock, Decision<StockEvent>> TakeBackOut(
        string id, int resellable, int damaged, RestockFate fate = RestockFate.Made) =>
        stock => StockDecider.Decide(stock, new ReverseRestock(Saga, id, resellable, damaged), fate);

    protected static ReserveStock Asking(string id, int quantity) => new(Saga, id, quantity, At);

    protected static Func<Stock, Decision<StockEvent>> Reserve(string id, int quantity) =>
        stock => StockDecider.Decide(stock, Asking(id, quantity), "CAFE");

    /// <summary>Asked again, when the journal knows the key.</summary>
    protected static Func<Stock, Decision<StockEvent>> ReserveAgain(string id, int quantity, AppendKey known) =>
        _ => StockDecider.Again(Asking(id, quantity), new AppendResult.KeyAnswered(1, 1, known.Fingerprint));

    protected static Func<Stock, Decision<StockEvent>> Release(
        string id, ReservationFate fate = ReservationFate.Held) =>
        stock => StockDecider.Decide(stock, new ReleaseStock(Saga, id), fate);

    protected static Func<Stock, Decision<StockEvent>> Commit(string id, ReservationFate fate = ReservationFate.Held) =>
        stock => StockDecider.Decide(stock, new CommitStock(Saga, id), fate);

    protected static Func<Stock, Decision<StockEvent>> Receive(int quantity, string? key = null) =>
        stock => StockDecider.Decide(stock, new ReceiveStock(Saga, quantity, "po-1", key, "f"));

    protected static Func<Stock, Decision<StockEvent>> Adjust(int delta, string? key = null) =>
        stock => StockDecider.Decide(stock, new AdjustStock(Saga, delta, "counted", key, "f"));

    protected static AppendKey? KeyOf(Outcome outcome) =>
        Assert.IsType<Decision<StockEvent>.Recorded>(outcome.Decision).Key;
}
