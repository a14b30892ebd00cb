using PosSaga.Inventory;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Simulation;

/// <summary>Every sale comes to its end, sold or not, and a person's word leads on.</summary>
internal sealed class EverySaleEnds : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from told in evidence.Sales.Values
        where !told.End.IsFinal || (told.End.State == SagaState.Failed && told.End.Done != SagaSteps.None)
        select $"sale {told.Id} stands at {told.End.State} with {told.End.Done} done: {told.End.OperatorReason}";
}

/// <summary>Numbers of receipts begin at 1 and have no gap; each sale has one of its own, and only what is sold has
/// any. So have shifts and their Z reports.</summary>
internal sealed class NumbersHaveNoGap : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var told in evidence.Registers.Values)
        {
            var recorded = told.Events.Select(e => e.Event).OfType<RegisterEvent.SaleRecorded>().ToList();
            for (var i = 0; i < recorded.Count; i++)
                if (recorded[i].Number != i + 1)
                    yield return $"{told.Stream}: number {recorded[i].Number} is the {i + 1}th";
            foreach (var twice in recorded.GroupBy(e => e.SaleId).Where(sale => sale.Count() > 1))
                yield return $"sale {twice.Key} has the numbers {string.Join(" and ", twice.Select(e => e.Number))}";
            foreach (var one in recorded)
                if (evidence.Sales.GetValueOrDefault(one.SaleId)?.End is not { State: SagaState.Completed } sale
                    || sale.Number?.Number != one.Number)
                    yield return $"{told.Stream}: number {one.Number} is of sale {one.SaleId}, "
                        + $"which is {evidence.Sales.GetValueOrDefault(one.SaleId)?.End.State}";
            var reports = told.Events.Select(e => e.Event).OfType<RegisterEvent.ShiftClosed>().ToList();
            for (var i = 0; i < reports.Count; i++)
                if (reports[i].Report.Number != i + 1)
                    yield return $"{told.Stream}: Z report {reports[i].Report.Number} is the {i + 1}th";
        }

        foreach (var told in evidence.Sales.Values)
            if (told.End.State == SagaState.Completed && !evidence.Registers.Values.Any(register =>
                register.Events.Exists(e => e.Event is RegisterEvent.SaleRecorded r && r.SaleId == told.Id)))
                yield return $"sale {told.Id} is sold and no register knows of it";
    }
}

/// <summary>What should be in a drawer is the float, what customers gave less their change, and the movements: by the
/// sales themselves, not by the sums that the register keeps.</summary>
internal sealed class TheDrawerAddsUp : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var told in evidence.Registers.Values)
        {
            var inDrawer = 0L;
            foreach (var (_, e) in told.Events)
            {
                switch (e)
                {
                    case RegisterEvent.ShiftOpened opened:
                        inDrawer += opened.Shift.OpeningFloat.Amount;
                        break;
                    case RegisterEvent.CashMoved moved:
                        inDrawer += moved.Movement.Amount.Amount
                            * (moved.Movement.Kind == CashMovementKind.PaidIn ? 1 : -1);
                        break;
                    case RegisterEvent.SaleRecorded sold:
                        inDrawer += Cash(evidence.Sales.GetValueOrDefault(sold.SaleId)?.End.Priced);
                        break;
                    case RegisterEvent.SaleVoided voided:
                        inDrawer -= Cash(evidence.Sales.GetValueOrDefault(voided.SaleId)?.End.Priced);
                        break;
                    case RegisterEvent.ShiftClosed { Report: { Close: { } close } report }:
                        if (close.Expected.Amount != inDrawer)
                            yield return $"{told.Stream}: Z report {report.Number} expects {close.Expected}, "
                                + $"{inDrawer} are in the drawer";
                        if (close.Variance != close.Counted - close.Expected)
                            yield return $"{told.Stream}: Z report {report.Number} has a wrong variance";
                        // It is emptied; what is settled later lies there for the next shift.
                        inDrawer = 0;
                        break;
                }
            }
        }
    }

    private static long Cash(PricedSale? sale) =>
        sale?.Tenders.Where(tender => tender.Method == PaymentMethod.Cash)
            .Sum(tender => tender.Tendered!.Value.Amount - sale.Change.Amount) ?? 0;
}

/// <summary>By the gateway's own books: what is sold is captured, card by card, and of what is not sold nothing is held
/// or taken.</summary>
internal sealed class CardsOfSalesAreTheGateways : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var told in evidence.Sales.Values.Where(told => told.End is { IsFinal: true, Request: not null }))
        {
            foreach (var (payment, tender) in told.End.Request!.Cards(told.Id))
            {
                var account = evidence.Accounts[payment].FirstOrDefault();
                var captured = account?.Captured ?? 0;
                if (told.End.Voided && captured != (account?.Refunded ?? 0))
                    yield return $"sale {told.Id} is voided, and of {captured} only {account?.Refunded} came back";
                if (!told.End.Voided && account is { Refunded: > 0 })
                    yield return $"sale {told.Id} is not voided, and {account.Refunded} came back";
                if (told.End.State == SagaState.Completed && captured != tender.Amount.Amount)
                    yield return $"sale {told.Id} is sold: {tender.Amount} are due from {payment}, {captured} were taken";
                if (told.End.State == SagaState.Failed
                    && (captured != 0 || account?.State == AccountState.Authorised))
                    yield return $"sale {told.Id} is not sold, and {payment} is {account!.State}";
            }
        }
    }
}

/// <summary>What left the shelf for a sale is what is on its receipt, and nothing for one that failed.</summary>
internal sealed class GoodsOfSalesLeftTheShelf : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var left = evidence.Stocks.Values
            .SelectMany(told => told.Events.Select(e => e.Event).OfType<StockEvent.Committed>()
                .Select(c => (Sale: SaleKeys.SaleOf(c.ReservationId), told.Id, c.Quantity)))
            .Where(c => c.Sale is not null).ToLookup(c => c.Sale!, StringComparer.Ordinal);
        var back = evidence.Stocks.Values
            .SelectMany(told => told.Events.Select(e => e.Event).OfType<StockEvent.Restocked>()
                .Select(r => (r.RefundId, told.Id, Quantity: r.Resellable)))
            .ToLookup(r => r.RefundId, StringComparer.Ordinal);
        foreach (var told in evidence.Sales.Values.Where(told => told.End.IsFinal))
        {
            var returned = Text(back[SaleKeys.VoidOf(told.Id)].Select(r => (r.Id, r.Quantity)));
            if (returned != (told.End.Voided ? Text(left[told.Id].Select(c => (c.Id, c.Quantity))) : ""))
                yield return $"sale {told.Id} is {(told.End.Voided ? "" : "not ")}voided; what came back is [{returned}]";
            var sold = told.End.State != SagaState.Completed ? "" : Text(told.End.Priced!.Lines.GroupBy(line => line.Sku)
                .Select(g => ($"{told.End.Request!.StoreId}/{g.Key}", g.Sum(line => line.Quantity))));
            var gone = Text(left[told.Id].Select(c => (c.Id, c.Quantity)));
            if (sold != gone)
                yield return $"sale {told.Id} is {told.End.State} and sold [{sold}]; what left is [{gone}]";
        }
    }

    private static string Text(IEnumerable<(string Sku, int Quantity)> lines) =>
        string.Join(", ", lines.Select(l => $"{l.Quantity} {l.Sku}").Order(StringComparer.Ordinal));
}

/// <summary>One id stands for one sale: whoever sends it again hears of that one, and what was said is true.</summary>
internal sealed class TillsAreToldTheSame : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, fingerprint, answer) in evidence.World.Diary.SalesTold)
        {
            var told = evidence.Sales.GetValueOrDefault(id);
            var first = told?.End.Request?.Fingerprint;
            if (answer.IsDone && first != fingerprint)
                yield return $"sale {id} was begun by '{first}' and answered '{fingerprint}'";
            if (!answer.IsDone && (first == fingerprint || answer.Refusal!.Kind != RefusalKind.KeyReused))
                yield return $"sale {id} refused its own request '{fingerprint}': {answer.Refusal!.Code}";
            if (answer.Value is not { } view)
                continue;
            if (told is null || view.Version >= told.States.Count || told.States[(int)view.Version].State != view.State)
                yield return $"sale {id} was said to be {view.State} at version {view.Version}, which it was not";
            else if (view.StateFinal && (told.End.State, told.End.Number) != (view.State, view.Number))
                yield return $"sale {id} was said to end as {view.State} {view.Number?.Text}, "
                    + $"it ended as {told.End.State} {told.End.Number?.Text}";
        }
    }
}
