using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.ReadModels.Projections;

/// <summary>Orders with their sagas: two streams of one id, hence of one partition, in one row.</summary>
internal sealed class OrdersProjection : Projection
{
    public override string Name => Models.Orders;

    public override int SchemaVersion => 3;

    public override IReadOnlyList<Table> Tables => [OrderRow.Table];

    public override Fold NewFold(IEventCodec codec) => new OrdersFold(codec);
}

internal sealed class OrdersFold : Fold
{
    private readonly IEventCodec _codec;
    private readonly RowSet<OrderRow> _orders;

    public OrdersFold(IEventCodec codec) => (_codec, _orders) = (codec, Rows(OrderRow.Table));

    public override bool Concerns(RecordedEvent e)
    {
        if (!e.Type.StartsWith("order-saga.", StringComparison.Ordinal)
            && !e.Type.StartsWith("order.", StringComparison.Ordinal))
            return false;
        // Comes from the partition of a refund; what it says to the order stands in the event before it.
        if (e.Type.StartsWith("order.refund-asked/", StringComparison.Ordinal))
            return false;
        _orders.Want(KeyOf(e));
        return true;
    }

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = _orders.Get(KeyOf(e));
        var ofSaga = e.Type.StartsWith("order-saga.", StringComparison.Ordinal);
        if (e.Version <= (ofSaga ? row.SagaVersion : row.OrderVersion))
            return;
        var decoded = OrderBriefs.TryRead(e) ?? await _codec.Decode(e.Type, e.Data, cancellation);
        switch (decoded)
        {
            case StartedBrief started:
                SagaFold.Start(row, started.At, started.CustomerId);
                break;
            case CartValidatedBrief validated:
                SagaFold.Validate(row, validated, e.Position);
                break;
            case OrderSagaEvent saga:
                SagaFold.Apply(row, saga);
                break;
            case Fulfilment fulfilment:
                row.Fulfilment = fulfilment.ToString();
                if (fulfilment == Fulfilment.Cancelled)
                    (row.RefundId, row.RefundStatus) = (row.Id, nameof(RefundStatus.Requested));
                row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
                break;
            case PiecesShippedBrief or PiecesCancelledBrief or OrderEvent:
                Fulfil(row, decoded, e.Type);
                row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
                break;
            default:
                throw new JournalCorruptException($"The orders model does not know {e.Type}.");
        }
        if (ofSaga)
            row.SagaVersion = e.Version;
        else
            row.OrderVersion = e.Version;
        _orders.Change(row);
    }

    private static void Fulfil(OrderRow row, object @event, string type)
    {
        switch (@event)
        {
            case PiecesShippedBrief e:
                row.Fulfilment = Word(e.Fulfilment);
                row.Parts = OrderParts.Add(row.Parts, e.Lines.Select(of => new LineProgress(of.Sku, of.Quantity, 0)));
                break;
            case PiecesCancelledBrief e:
                row.Fulfilment = Word(e.Fulfilment);
                row.Parts = OrderParts.Add(row.Parts, e.Goods.Select(of => new LineProgress(of.Sku, 0, of.Quantity)));
                (row.RefundId, row.RefundAttempt) = (e.RefundId, 1);
                (row.RefundStatus, row.RefundFailure) = (nameof(RefundStatus.Requested), null);
                break;
            case OrderEvent.RefundRetried e:
                Retried(row, e.Refund.RefundId, e.Refund.Attempt ?? 1);
                break;
            case OrderEvent.LaterRefundRetried e:
                Retried(row, e.RefundId, e.Attempt);
                break;
            case OrderEvent.RefundMoved e when e.RefundId == row.RefundId:
                (row.RefundStatus, row.RefundFailure) = (e.Status.ToString(), e.Failure);
                break;
            // What claims hold, and how the refund of an earlier cancellation ended, shows in no row.
            case OrderEvent.PiecesHeld or OrderEvent.PiecesLetGo or OrderEvent.RefundMoved:
                break;
            default:
                throw new JournalCorruptException($"The orders model does not know {type}.");
        }
    }

    private static string Word(string stored) => Enum.Parse<Fulfilment>(stored, ignoreCase: true).ToString();

    private static void Retried(OrderRow row, string refundId, int attempt)
    {
        if (refundId != row.RefundId)
            return;
        (row.RefundStatus, row.RefundFailure, row.RefundAttempt) = (nameof(RefundStatus.Requested), null, attempt);
    }
}
