using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>Completed or Failed, without anybody asking; where goods are gone, once an operator has settled that. Only
/// where nobody does, or the order itself is settled by hand, does it need an operator for good.</summary>
internal sealed class EveryRefundEnds : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, asked) in evidence.Asked)
        {
            var status = evidence.StatusOf(id);
            var goodsAreGone = evidence.RefundStocks.GetValueOrDefault(id)?.End.Open is not null;
            if (status is RefundStatus.Completed or RefundStatus.Failed
                || (status == RefundStatus.NeedsOperator
                    && ((goodsAreGone && evidence.World.Climate.OperatorsLeaveSome)
                        || evidence.IsByHand(asked[0].OrderId))))
                continue;
            yield return $"refund {id} of order {asked[0].OrderId} stands at {status?.ToString() ?? "nothing"}; "
                + $"payment {evidence.RefundPayments.GetValueOrDefault(id)?.End.Stage}, "
                + $"goods {evidence.RefundStocks.GetValueOrDefault(id)?.End.Stage}";
        }
    }
}

/// <summary>However many ask, and however often: one refund per claim, and everybody is told of that one.</summary>
internal sealed class EachClaimIsRefundedOnce : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, asked) in evidence.Asked)
            if (!asked.Select(refund => refund.Attempt ?? 1).SequenceEqual(Enumerable.Range(1, asked.Count)))
                yield return $"refund {id} was begun as [{string.Join(", ", asked.Select(a => a.Attempt ?? 1))}]";
        foreach (var (claim, answer) in evidence.World.Diary.Refunds)
            if (answer.IsDone && (answer.Value!.RefundId != claim || !evidence.Asked.ContainsKey(claim)))
                yield return $"claim {claim} was said to have the refund {answer.Value.RefundId ?? "none"}, "
                    + (evidence.Asked.ContainsKey(claim) ? "which is another" : "which is not in the journal");
    }
}

/// <summary>What a claim says of its refund is how that ended.</summary>
internal sealed class ClaimsFollowTheirRefund : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from claim in evidence.Claims
        where claim.Value.End.HasRefund && claim.Value.End.Standing.Refund != evidence.StatusOf(claim.Key)
        select $"claim {claim.Key} says its refund is {claim.Value.End.Standing.Refund}, "
            + $"it is {evidence.StatusOf(claim.Key)?.ToString() ?? "nowhere"}";
}

/// <summary>What an order says of the refunds of its cancellations is how those ended.</summary>
internal sealed class OrdersFollowTheirRefund : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from order in evidence.Orders
        from cancellation in order.Value.End.Cancellations
        let ended = evidence.StatusOf(cancellation.RefundId)
        let said = cancellation.Refund!.Status
        where said != ended
        select $"order {order.Key} says its refund {cancellation.RefundId} is {said}, "
            + $"it is {ended?.ToString() ?? "nowhere"}";
}

/// <summary>No claim still owes its order something, or wants something of it, but where a person looks after the
/// order.</summary>
internal sealed class ClaimsRunTheirErrands : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from claim in evidence.Claims
        let left = claim.Value.End.Standing.PendingAction
        where left != ClaimPendingAction.None && !evidence.IsByHand(claim.Value.End.Content!.OrderId!)
        select $"claim {claim.Key} still has to {left} with order {claim.Value.End.Content!.OrderId}";
}

/// <summary>The record of a refund has seen each step of each participant once, in the order in which they were
/// taken.</summary>
internal sealed class TheRecordSawEverythingOnce : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, record) in evidence.Refunds)
        {
            var taken = Steps(evidence, id).OrderBy(s => s.Position).Select(s => s.Step).ToArray();
            var seen = record.Events.Select(e => e.Event).OfType<RefundEvent.StepSeen>().Select(e => e.Step).ToArray();
            if (!taken.SequenceEqual(seen))
                yield return $"refund {id} went [{string.Join(", ", taken)}], "
                    + $"its record saw [{string.Join(", ", seen)}]";
        }
    }

    private static IEnumerable<(long Position, RefundStatus Step)> Steps(Evidence evidence, string id) =>
        Of(evidence.RefundPayments.GetValueOrDefault(id)?.Events ?? []).Concat(
            Of(evidence.RefundStocks.GetValueOrDefault(id)?.Events ?? []));

    private static IEnumerable<(long Position, RefundStatus Step)> Of<T>(
        IEnumerable<(RecordedEvent Recorded, T Event)> events) =>
        from e in events
        let step = e.Event switch
        {
            RefundPaymentEvent.Reserved => RefundStatus.Reserved,
            RefundPaymentEvent.Rejected => RefundStatus.Rejected,
            RefundPaymentEvent.Settled => RefundStatus.Settled,
            RefundPaymentEvent.Released or RefundPaymentEvent.SettlementFailed => RefundStatus.Released,
            RefundStockEvent.Restocked => RefundStatus.Restocked,
            _ => (RefundStatus?)null,
        }
        where step is not null
        select (e.Recorded.Position, step.Value);
}

/// <summary>Whoever is to be told of something is told, once.</summary>
internal sealed class EachIsToldOnce : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        if (evidence.World.Complaints is null)
            yield break;
        var told = evidence.Outboxes.SelectMany(o => o.Value.Events.Select(e => (Process: o.Key, Type: About(e.Event))))
            .CountBy(t => t).ToDictionary();
        foreach (var (notice, times) in evidence.Notices.CountBy(n => n))
            if (told.Remove(notice, out var heard) ? heard != times : times > 0)
                yield return $"{notice.Type} of {notice.Process} happened {times} times and was told {heard} times";
        foreach (var (notice, heard) in told)
            yield return $"{notice.Type} of {notice.Process} never happened and was told {heard} times";
    }

    private static string About(NotificationEvent @event) => @event switch
    {
        NotificationEvent.CustomerNotified e => e.About,
        NotificationEvent.StaffNotified e => e.About,
        _ => @event.GetType().Name,
    };
}

/// <summary>In good weather whatever was put aside can be handed over again.</summary>
internal sealed class NothingIsLeftPutAside : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        evidence.World.Weather.IsStill = true;
        var letters = ((IDeadLetters)evidence.World.Journal).List(new DeadLetterFilter(), 0, 1_000);
        return letters.GetAwaiter().GetResult().Select(letter =>
            $"{letter.EventType} at position {letter.Position} of {letter.Stream} is put aside for "
            + $"{letter.Subscriber}: {letter.Error}");
    }
}
