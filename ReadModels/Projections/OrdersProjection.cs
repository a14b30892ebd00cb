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

    public override int SchemaVersion => 2;

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
                    row.RefundStatus = nameof(RefundStatus.Requested);
                row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
                break;
            case OrderEvent.RefundRetried retried:
                (row.RefundStatus, row.RefundFailure) = (nameof(RefundStatus.Requested), null);
                row.RefundAttempt = retried.Refund.Attempt ?? 1;
                row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
                break;
            case OrderEvent.RefundMoved moved:
                (row.RefundStatus, row.RefundFailure) = (moved.Status.ToString(), moved.Failure);
                row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
                break;
            // What claims hold shows in no row, but a list that is sorted by it says that the order moved.
            case OrderEvent.PiecesHeld or OrderEvent.PiecesLetGo:
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
}
