using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.ReadModels.Storage;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Projections;

/// <summary>Refunds: what their record says, from the event on that asks for one. One whose first event nobody took is
/// there as well, for the watchdog to see.</summary>
internal sealed class RefundsProjection : Projection
{
    public override string Name => Models.Refunds;

    public override int SchemaVersion => 3;

    public override IReadOnlyList<Table> Tables => [RefundRow.Table];

    public override Fold NewFold(IEventCodec codec) => new RefundsFold(codec);
}

internal sealed class RefundsFold : Fold
{
    private const string Record = "refund.";
    private const string Payment = "refund-payment.";
    private const string AskedByClaim = "claim.refund-requested/";
    private const string AskedByOrder = "order.cancelled/";
    private const string RetriedByOrder = "order.refund-retried/";
    private const string PartAskedByOrder = "order.refund-asked/";

    private readonly IEventCodec _codec;
    private readonly RowSet<RefundRow> _refunds;

    public RefundsFold(IEventCodec codec) => (_codec, _refunds) = (codec, Rows(RefundRow.Table));

    public override bool Concerns(RecordedEvent e)
    {
        if (!Is(e, Record) && !Is(e, "refund-") && !Asks(e))
            return false;
        _refunds.Want(RefundOf(e));
        return true;
    }

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = _refunds.Get(RefundOf(e));
        if (e.Position <= row.Seen)
            return;
        if (Is(e, Record))
        {
            RefundFold.Apply(row, (RefundEvent)await _codec.Decode(e.Type, e.Data, cancellation));
            row.Version = e.Version;
        }
        else if (Asks(e))
        {
            Request(row, e, await _codec.Decode(e.Type, e.Data, cancellation));
        }
        else if (Is(e, Payment))
        {
            RefundFold.Wait(row, (RefundPaymentEvent)await _codec.Decode(e.Type, e.Data, cancellation));
        }

        // Of the other participants only that they moved: what they did, the record says.
        row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
        row.Seen = e.Position;
        _refunds.Change(row);
    }

    private static void Request(RefundRow row, RecordedEvent e, object decoded)
    {
        switch (decoded)
        {
            case ClaimEvent.RefundRequested requested:
                RefundFold.Request(row, requested.Refund, requested.At);
                break;
            case OrderEvent.Cancelled cancelled:
                RefundFold.Request(row, cancelled.Refund, Micros.ToTime(e.TimeMicros));
                break;
            case OrderEvent.RefundRetried retried:
                RefundFold.Request(row, retried.Refund, Micros.ToTime(e.TimeMicros));
                break;
            case OrderEvent.RefundAsked asked:
                RefundFold.Request(row, asked.Refund, Micros.ToTime(e.TimeMicros));
                break;
            default:
                throw new JournalCorruptException($"The refunds model does not know {e.Type}.");
        }
    }

    private static bool Asks(RecordedEvent e) =>
        Is(e, AskedByClaim) || Is(e, AskedByOrder) || Is(e, RetriedByOrder) || Is(e, PartAskedByOrder);

    // A later cancellation stands in its order's log, and in the partition of its refund.
    private static string RefundOf(RecordedEvent e) => Is(e, PartAskedByOrder) && e.ProcessKey is { } refund
        ? GrainKeys.Of(GrainKeys.TenantOf(KeyOf(e)), refund)
        : KeyOf(e);

    private static bool Is(RecordedEvent e, string kind) => e.Type.StartsWith(kind, StringComparison.Ordinal);
}
