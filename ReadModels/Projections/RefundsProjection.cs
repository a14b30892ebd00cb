using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.ReadModels;

/// <summary>Refunds: the state of their record, from the event that requests one. A refund whose first event nobody
/// handled is there as well, so that the recovery sweep sees it.</summary>
internal sealed class RefundsFold(IEventCodec codec) : Fold<RefundRow>(codec, RefundRow.Table)
{
    public static readonly Projection Projection =
        new(Models.Refunds, SchemaVersion: 3, [RefundRow.Table], codec => new RefundsFold(codec));

    private const string LaterRequestByOrder = "order.refund-asked/";

    private static readonly string[] Requests =
        ["claim.refund-requested/", "order.cancelled/", "order.refund-retried/", LaterRequestByOrder];

    public override bool Handles(string eventType) =>
        IsOfRecord(eventType) || eventType.StartsWith("refund-", StringComparison.Ordinal) || IsRequest(eventType);

    public override void Request(RecordedEvent e) => Rows.Request(RefundOf(e));

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = Rows.Get(RefundOf(e));
        if (e.Position <= row.Seen)
            return;
        if (IsOfRecord(e.Type))
        {
            RefundFold.Apply(row, (RefundEvent)await Codec.Decode(e.Type, e.Data, cancellation));
            row.Version = e.Version;
        }
        else if (IsRequest(e.Type))
        {
            Request(row, e, await Codec.Decode(e.Type, e.Data, cancellation));
        }
        else if (e.Type.StartsWith("refund-payment.", StringComparison.Ordinal))
        {
            RefundFold.Wait(row, (RefundPaymentEvent)await Codec.Decode(e.Type, e.Data, cancellation));
        }
        // Other participants' events only show that the refund moves; the record has what they did.
        row.UpdatedAt = Math.Max(row.UpdatedAt, e.TimeMicros);
        row.Seen = e.Position;
        Rows.Change(row);
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

    // A later cancellation is an event of its order's stream, but in the partition of its refund.
    private static string RefundOf(RecordedEvent e) =>
        e.Type.StartsWith(LaterRequestByOrder, StringComparison.Ordinal) && e.ProcessKey is { } refund
            ? GrainKeys.Of(GrainKeys.TenantOf(KeyOf(e)), refund)
            : KeyOf(e);

    private static bool IsOfRecord(string eventType) => eventType.StartsWith("refund.", StringComparison.Ordinal);

    private static bool IsRequest(string eventType) =>
        Requests.Any(request => eventType.StartsWith(request, StringComparison.Ordinal));
}

/// <summary>How the events of a refund's record change its row.</summary>
internal static class RefundFold
{
    /// <summary>A request; the row shows it until the refund's record has its first event.</summary>
    public static void Request(RefundRow row, RefundOrder refund, DateTimeOffset at)
    {
        (row.ClaimId, row.OrderId) = (refund.ClaimId, refund.OrderId);
        row.Lines = ClaimLines.Of(refund.Goods);
        row.Attempt = refund.Attempt ?? 1;
        // A later attempt is the same refund: it keeps its place in lists and is unfinished again.
        if (row.RequestedAt == 0)
            row.RequestedAt = Micros.Of(at);
        (row.Finished, row.Failure, row.HasAmounts) = (0, null, 0);
        (row.Goods, row.Fee, row.Tax, row.Amount) = (0, 0, 0, 0);
        Step(row, RefundStatus.Requested, at);
    }

    /// <summary>Whether an outage is being waited out; the record has no events of single attempts.</summary>
    public static void Wait(RefundRow row, RefundPaymentEvent @event)
    {
        if (@event is RefundPaymentEvent.AttemptFailed { NextAttempt: { } next } failed)
        {
            row.WaitingSince = row.WaitingSince == 0 || failed.Attempt == 1 ? Micros.Of(failed.At) : row.WaitingSince;
            (row.NextAttempt, row.LastError) = (Micros.Of(next), failed.Error);
            return;
        }

        (row.WaitingSince, row.NextAttempt, row.LastError) = (0, 0, null);
    }

    public static void Apply(RefundRow row, RefundEvent @event)
    {
        switch (@event)
        {
            case RefundEvent.Requested requested:
                // Replaces the step of the request, with the record's time.
                row.Steps = row.Steps[..Math.Max(0, row.Steps.LastIndexOf(' '))];
                Step(row, RefundStatus.Requested, requested.At);
                break;
            case RefundEvent.StepSeen seen:
                Step(row, seen.Step, seen.At);
                row.Failure = seen.Failure ?? row.Failure;
                if (seen.Amounts is { } amounts)
                    Pay(row, amounts);
                break;
            case RefundEvent.UndoSeen:
                (row.Status, row.OperatorReason) = (nameof(RefundStatus.Released), null);
                break;
            case RefundEvent.NotificationSeen or RefundEvent.OrderTold:
            case RefundEvent.OperatorRetried or RefundEvent.OperatorResolved:
                break;
            case RefundEvent.Completed:
                Step(row, RefundStatus.Completed, @event.At);
                row.Finished = 1;
                break;
            case RefundEvent.Failed:
                Step(row, RefundStatus.Failed, @event.At);
                row.Finished = 1;
                break;
            case RefundEvent.NeedsOperator stuck:
                Step(row, RefundStatus.NeedsOperator, stuck.At);
                row.OperatorReason = stuck.Reason;
                break;
            default:
                throw new JournalCorruptException($"The refunds model does not know {@event.GetType().Name}.");
        }
    }

    // A step shows that nothing needs an operator any more.
    private static void Step(RefundRow row, RefundStatus status, DateTimeOffset at)
    {
        (row.Status, row.OperatorReason) = (status.ToString(), null);
        row.Steps = RefundSteps.Add(row.Steps, status, at);
    }

    private static void Pay(RefundRow row, RefundAmounts amounts)
    {
        (row.HasAmounts, row.Goods, row.Fee) = (1, amounts.Goods.Amount, amounts.Fee.Amount);
        (row.Tax, row.Amount, row.Currency) = (amounts.Tax.Amount, amounts.Amount.Amount, amounts.Amount.Currency);
    }
}
