using PosSaga.Carts;
using PosSaga.Inventory;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>On hand + sold + damaged = received (counts and returns included), at every version, and never less
/// than nothing.</summary>
internal sealed class StockAddsUp : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var told in evidence.Stocks.Values)
        {
            var (received, sold) = (0L, 0L);
            for (var i = 0; i < told.Events.Count; i++)
            {
                received += told.Events[i].Event switch
                {
                    StockEvent.Received e => e.Quantity,
                    StockEvent.Adjusted e => e.Delta,
                    StockEvent.Restocked e => e.Resellable + e.Damaged,
                    StockEvent.TakenBackOut e => -e.Resellable - e.Damaged,
                    _ => 0,
                };
                sold += told.Events[i].Event is StockEvent.Committed c ? c.Quantity : 0;
                var stock = told.States[i + 1];
                if (stock.OnHand + sold + stock.Damaged != received)
                    yield return $"{told.Stream}@{i + 1}: {stock.OnHand} + {sold} + {stock.Damaged} is not {received}";
                if (stock.Available < 0 || stock.Reserved < 0 || stock.OnHand < 0 || stock.Damaged < 0)
                    yield return $"{told.Stream}@{i + 1} is below zero: "
                        + $"{stock.OnHand} on hand, {stock.Reserved} reserved";
                if (stock.Reserved != stock.Open.Values.Sum(open => open.Quantity))
                    yield return $"{told.Stream}@{i + 1}: {stock.Reserved} reserved are not the sum of what is open";
            }
        }
    }
}

/// <summary>A delivery with a key is in once, however often it was reported.</summary>
internal sealed class EachDeliveryCountsOnce : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (stream, key, quantity) in evidence.World.Diary.Delivered.Distinct())
        {
            var times = evidence.Stocks[stream[(stream.IndexOf('/') + World.Tenant.Length + 2)..]].Events
                .Count(e => e.Event is StockEvent.Received r && r.Reference == key && r.Quantity == quantity);
            if (times != 1)
                yield return $"{stream}: {key} was promised to be in once, and is in {times} times";
        }
    }
}

/// <summary>A saga that has ended holds no goods, and gave them back itself: the sweep after ten minutes is for what a
/// person left behind.</summary>
internal sealed class NothingStaysReserved : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var told in evidence.Stocks.Values)
        {
            foreach (var (saga, open) in told.End.Open)
                if (!evidence.IsByHand(saga))
                    yield return $"{told.Stream} still holds {open.Quantity} for saga {saga}, "
                        + $"which is {evidence.Sagas.GetValueOrDefault(saga)?.End.State.ToString() ?? "nowhere"}";
            foreach (var (_, e) in told.Events)
                if (e is StockEvent.Expired expired && !evidence.IsByHand(expired.ReservationId))
                    yield return $"{told.Stream}: the hold of saga {expired.ReservationId} "
                        + "was forgotten until it expired";
        }
    }
}

/// <summary>What left the shelf for a saga is what its cart says, line by line; nothing left for one that
/// failed.</summary>
internal sealed class SoldIsWhatWasOrdered : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var sold = evidence.Stocks.Values
            .SelectMany(told => told.Events.Select(e => e.Event).OfType<StockEvent.Committed>()
                .Select(c => (Saga: c.ReservationId, told.Id, c.Quantity)))
            .ToLookup(c => c.Saga, StringComparer.Ordinal);
        foreach (var (id, saga) in evidence.Ends.Where(s => evidence.IsFinished(s.Id)))
        {
            var ordered = saga.State != SagaState.Completed ? "" : Text(saga.Cart!.Lines
                .GroupBy(line => line.Sku).Select(g => ($"{saga.Cart.StoreId}/{g.Key}", g.Sum(line => line.Quantity))));
            var left = Text(sold[id].Select(c => (c.Id, c.Quantity)));
            if (ordered != left)
                yield return $"saga {id} is {saga.State} and ordered [{ordered}]; what left the shelf is [{left}]";
        }
    }

    private static string Text(IEnumerable<(string Sku, int Quantity)> lines) =>
        string.Join(", ", lines.Select(l => $"{l.Quantity} {l.Sku}").Order(StringComparer.Ordinal));
}

/// <summary>A cart is ordered by one saga at most; after a failure it is open again; it is never left frozen.</summary>
internal sealed class ACartIsOrderedOnce : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var sold in evidence.Ends.Where(s => evidence.IsSold(s.Id)).GroupBy(s => s.Saga.Request!.CartId))
            if (sold.Count() > 1)
                yield return $"cart {sold.Key} was ordered by {string.Join(" and ", sold.Select(s => s.Id))}";
        foreach (var (id, told) in evidence.Carts)
        {
            var cart = told.End;
            if (cart.SagaId is not { } saga || evidence.IsByHand(saga))
                continue;
            if (cart.Status == CartStatus.Frozen)
                yield return $"cart {id} is frozen for saga {saga}, which is {evidence.Sagas[saga].End.State}";
            if (cart.Status == CartStatus.Ordered && !evidence.IsSold(saga))
                yield return $"cart {id} is ordered by saga {saga}, which is {evidence.Sagas[saga].End.State}";
        }

        foreach (var (id, saga) in evidence.Ends.Where(s => evidence.IsSold(s.Id)))
            if (evidence.Carts.GetValueOrDefault(saga.Request!.CartId)?.End is not { Status: CartStatus.Ordered } cart
                || cart.SagaId != id)
                yield return $"saga {id} is Completed, and cart {saga.Request.CartId} does not know it";
    }
}
