using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Projections;

/// <summary>How the events of a refund's record show in its row.</summary>
internal static class RefundFold
{
    /// <summary>Asked for: what the row shows until the record has heard of it.</summary>
    public static void Request(RefundRow row, RefundOrder refund, DateTimeOffset at)
    {
        (row.ClaimId, row.OrderId) = (refund.ClaimId, refund.OrderId);
        row.Lines = ClaimLines.Of(refund.Goods);
        row.Attempt = refund.Attempt ?? 1;
        // A later attempt is the same refund: it stays where lists have it, and is unfinished again.
        if (row.RequestedAt == 0)
            row.RequestedAt = Micros.Of(at);
        (row.Finished, row.Failure, row.HasAmounts) = (0, null, 0);
        (row.Goods, row.Fee, row.Tax, row.Amount) = (0, 0, 0, 0);
        Step(row, RefundStatus.Requested, at);
    }

    /// <summary>Whether an outage is being waited out: the record does not hear of attempts.</summary>
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
                // The same step again, now with the record's time.
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

    // A step that is seen ends whatever needed an operator.
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
