using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Refunds;

public enum RefundStockStage { None, Restocked, RestockFailed, TakenBackOut }

/// <summary>Goods that have to be taken back out, and are not yet.</summary>
/// <param name="RestockRefused">Why not all could be restocked; null after a failed settlement.</param>
public sealed record RefundUndo(
    string StoreId, IReadOnlyList<ClaimedGoods> Goods, string? RestockRefused, Origin Origin);

/// <summary>The refund's part on the goods' side, as its log tells it.</summary>
[StoredAs("refund-stock.state/1")]
public sealed record RefundStock : IAggregate<RefundStock, RefundStockEvent>, IParticipantState
{
    public static RefundStock Initial { get; } = new();

    public RefundStockStage Stage { get; init; }

    public string StoreId { get; init; } = "";

    /// <summary>What came back.</summary>
    public IReadOnlyList<ClaimedGoods> Goods { get; init; } = [];

    /// <summary>Has to go out again; where it could not, it waits for an operator, or for a nudge that finds it
    /// possible.</summary>
    public RefundUndo? Open { get; init; }

    /// <summary>What a person left in the store, of this attempt or of one before: it does not come in again.</summary>
    public IReadOnlyList<ClaimedGoods> LeftIn { get; init; } = [];

    /// <summary>Null: the first.</summary>
    public int? Attempt { get; init; }

    public long HandledUpTo { get; init; }

    /// <summary>Nothing of it was left in.</summary>
    [JsonIgnore]
    public bool HasFailed => Stage is RefundStockStage.RestockFailed or RefundStockStage.TakenBackOut;

    /// <summary>Nothing came in yet, or the attempt before has left nothing in. A message of an older attempt begins
    /// nothing.</summary>
    public bool MayBegin(RefundOrder refund) => Stage == RefundStockStage.None
        ? Open is null && !RefundOrder.IsAfter(Attempt, refund.Attempt)
        : HasFailed && RefundOrder.IsAfter(refund.Attempt, Attempt);

    public RefundStock Apply(RefundStockEvent @event) => @event.RefundAttempt == Attempt
        ? Fold(@event)
        : RefundOrder.IsAfter(@event.RefundAttempt, Attempt)
            && (HasFailed || (Stage == RefundStockStage.None && Open is null))
            ? new RefundStock
            {
                Attempt = @event.RefundAttempt, HandledUpTo = HandledUpTo, LeftIn = LeftIn,
            }.Fold(@event)
            : throw Unfoldable(@event);

    private RefundStock Fold(RefundStockEvent @event) => (Stage, @event) switch
    {
        (RefundStockStage.None, RefundStockEvent.Restocked e) =>
            Now(RefundStockStage.Restocked, e) with { StoreId = e.StoreId, Goods = e.Goods },
        (RefundStockStage.None, RefundStockEvent.RestockGivenUp e) when Open is null => this with
        {
            Open = new(e.StoreId, e.Goods, e.Reason, e.Origin), HandledUpTo = e.Handled,
        },
        (RefundStockStage.None, RefundStockEvent.RestockFailed e) => Now(RefundStockStage.RestockFailed, e),
        (RefundStockStage.Restocked, RefundStockEvent.TakenBackOut e) => Now(RefundStockStage.TakenBackOut, e),
        (RefundStockStage.None or RefundStockStage.Restocked, RefundStockEvent.NeedsOperator e) => this with
        {
            Open = new(e.StoreId, e.Goods, e.RestockRefused, e.Origin), HandledUpTo = e.Handled,
        },
        (RefundStockStage.None or RefundStockStage.Restocked, RefundStockEvent.LeftIn e) when Open is not null =>
            Now(e.RestockRefused is null ? RefundStockStage.TakenBackOut : RefundStockStage.RestockFailed, e) with
            {
                LeftIn = [.. LeftIn.Where(goods => !e.Goods.Any(now => now.Sku == goods.Sku)), .. e.Goods],
            },
        _ => throw Unfoldable(@event),
    };

    private JournalCorruptException Unfoldable(RefundStockEvent @event) =>
        new($"{@event.GetType().Name} does not follow on a refund's goods that are {Stage}.");

    private RefundStock Now(RefundStockStage stage, RefundStockEvent @event) =>
        this with { Stage = stage, HandledUpTo = @event.Handled, Open = null };
}
