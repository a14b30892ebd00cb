using PosSaga.Claims;
using PosSaga.Simulator;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>What the watchdog and the agents look at about claims and refunds: the journal as it grows, a little
/// behind at times, as a read model is.</summary>
internal sealed class ComplaintSide(
    InMemoryJournal journal, IEventCodec codec, FaultSchedule weather, DeterministicScheduler scheduler)
    : IUnfinishedRefunds, IUnfinishedClaims
{
    private readonly JournalReader _journal = new(journal, weather, scheduler);
    private readonly SortedDictionary<string, ClaimRow> _claims = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, RefundRow> _refunds = new(StringComparer.Ordinal);

    /// <summary>By id, in order.</summary>
    public IReadOnlyDictionary<string, ClaimRow> Claims
    {
        get
        {
            CatchUp();
            return _claims;
        }
    }

    /// <summary>Somebody still has something to do, and will by himself.</summary>
    public bool IsBusy => Claims.Values.Any(claim => claim.Standing.PendingAction != ClaimPendingAction.None)
        || _refunds.Values.Any(refund => !refund.IsOver && !refund.NeedsOperator);

    public bool NeedsPeople
    {
        get
        {
            CatchUp();
            return _refunds.Values.Any(refund => refund.NeedsOperator);
        }
    }

    /// <summary>That an operator finds in the lists: failed, or stuck; in order.</summary>
    public IReadOnlyList<(string Id, bool HasFailed, bool GoodsAreGone)> ForOperators()
    {
        CatchUp();
        return
        [
            .. _refunds.Where(refund => refund.Value.HasFailed || refund.Value.NeedsOperator)
                .Select(refund => (refund.Key, refund.Value.HasFailed, refund.Value.GoodsAreGone)),
        ];
    }

    Task<IReadOnlyList<UnfinishedRefund>> IUnfinishedRefunds.OlderThan(
        TimeSpan age, RefundKey? after, int max, CancellationToken cancellation)
    {
        CatchUp();
        var moment = scheduler.Time.GetUtcNow() - age;
        return Task.FromResult<IReadOnlyList<UnfinishedRefund>>(
            [.. _refunds.Where(r => !r.Value.IsOver && r.Value.MovedAt <= moment && r.Value.NextAttempt <= moment)
                .Where(r => after is null || string.CompareOrdinal(r.Key, after.Id) > 0).Take(max)
                .Select(r => new UnfinishedRefund(
                    new(World.Tenant, r.Key),
                    r.Value.MovedAt > r.Value.NextAttempt ? r.Value.MovedAt : r.Value.NextAttempt,
                    r.Value.NeedsOperator))]);
    }

    Task<IReadOnlyList<ClaimKey>> IUnfinishedClaims.OlderThan(
        TimeSpan age, ClaimKey? after, int max, CancellationToken cancellation)
    {
        CatchUp();
        var moment = scheduler.Time.GetUtcNow() - age;
        return Task.FromResult<IReadOnlyList<ClaimKey>>(
            [.. _claims.Where(c => c.Value.Standing.PendingAction != ClaimPendingAction.None && c.Value.MovedAt <= moment)
                .Where(c => after is null || string.CompareOrdinal(c.Key, after.Id) > 0).Take(max)
                .Select(c => new ClaimKey(World.Tenant, c.Key))]);
    }

    private void CatchUp()
    {
        foreach (var e in _journal.News())
        {
            try
            {
                var id = e.Stream[(e.Stream.LastIndexOf('/') + 1)..];
                See(e, id, DateTimeOffset.UnixEpoch.AddMicroseconds(e.TimeMicros));
            }
            catch (Exception error) when (error is InvalidOperationException or JournalCorruptException)
            {
                // The row stays as it was; a check says what does not fold.
            }
        }
    }

    private void See(RecordedEvent e, string id, DateTimeOffset at)
    {
        switch (e.Stream[..e.Stream.IndexOf('/')])
        {
            case "claim":
                var @event = (ClaimEvent)Decode(e);
                var before = _claims.GetValueOrDefault(id)?.Standing ?? ClaimLifecycle.Initial;
                _claims[id] = new ClaimRow(before.After(@event), at);
                if (@event is ClaimEvent.RefundRequested)
                    _refunds[id] = new RefundRow(at);
                break;
            case "order" when e.Type is "order.cancelled/1" or "order.refund-retried/1":
                _refunds[id] = new RefundRow(at);
                break;
            case "order" when e.Type == "order.refund-asked/1":
                _refunds[e.ProcessKey!] = new RefundRow(at);
                break;
            case "refund-payment" or "refund-stock" when _refunds.TryGetValue(id, out var row):
                _refunds[id] = row with
                {
                    MovedAt = at,
                    NextAttempt = !e.Type.StartsWith("refund-payment.", StringComparison.Ordinal)
                        ? row.NextAttempt
                        : (Decode(e) as RefundPaymentEvent.AttemptFailed)?.NextAttempt ?? default,
                    GoodsAreGone = e.Type == "refund-stock.needs-operator/1"
                        || (row.GoodsAreGone && !e.Type.StartsWith("refund-stock.", StringComparison.Ordinal)),
                };
                break;
            // They move nothing.
            case "refund" when e.Type is "refund.order-told/1" or "refund.operator-retried/1"
                or "refund.operator-resolved/1":
                break;
            case "refund" when _refunds.TryGetValue(id, out var row):
                _refunds[id] = row with
                {
                    MovedAt = at,
                    IsOver = e.Type is "refund.completed/1" or "refund.failed/1",
                    HasFailed = e.Type == "refund.failed/1",
                    // That the customer was told does not help.
                    NeedsOperator = e.Type == "refund.needs-operator/1"
                        || (row.NeedsOperator && e.Type == "refund.notification-seen/1"),
                };
                break;
        }
    }

    private object Decode(RecordedEvent e) => codec.Decode(e.Type, e.Data).AsTask().GetAwaiter().GetResult();

    internal sealed record ClaimRow(ClaimLifecycle Standing, DateTimeOffset MovedAt);

    private sealed record RefundRow(
        DateTimeOffset MovedAt, bool IsOver = false, bool NeedsOperator = false, bool HasFailed = false,
        bool GoodsAreGone = false, DateTimeOffset NextAttempt = default);
}
