using PosSaga.Payments;
using PosSaga.Registers;

namespace PosSaga.Tests.Registers;

public sealed class When_a_shift_is_worked : RegisterSpec
{
    [Fact] public void A_register_that_nobody_set_up_has_no_drawer()
    {
        Given().When(Open()).Refused("register-not-found", RefusalKind.NotFound);
        Given().When(Move(CashMovementKind.PaidIn, 5)).Refused("register-not-found", RefusalKind.NotFound);
        Given().When(Close(0)).Refused("register-not-found", RefusalKind.NotFound);
        Given().When(Record("s1", 5)).Refused("register-not-found", RefusalKind.NotFound);
    }

    [Fact] public void Two_shifts_are_never_open_at_once() =>
        Given(Added, Opened()).When(Open()).Refused("shift-open", RefusalKind.InvalidState);

    [Fact] public void A_register_out_of_service_opens_none() =>
        Given(new RegisterEvent.Added("4", "r1", "Caisse 1", false)).When(Open())
            .Refused("register-inactive", RefusalKind.InvalidState);

    [Theory, InlineData(-1, "CAD"), InlineData(100_000_001, "CAD"), InlineData(5, "USD")]
    public void A_float_is_an_amount_of_cash(long cents, string currency) =>
        Given(Added).When(Open(cents, currency)).Refused("cash-out-of-range", RefusalKind.Validation);

    [Fact] public void Without_a_shift_no_cash_moves_and_nothing_is_closed()
    {
        Given(Added).When(Move(CashMovementKind.PaidIn, 5)).Refused("shift-not-open", RefusalKind.InvalidState);
        Given(Added).When(Close(0)).Refused("shift-not-open", RefusalKind.InvalidState);
    }

    [Theory, InlineData(0), InlineData(-5), InlineData(long.MaxValue)]
    public void A_movement_moves_something(long cents) =>
        Given(Added, Opened()).When(Move(CashMovementKind.PaidIn, cents))
            .Refused("cash-out-of-range", RefusalKind.Validation);

    [Fact] public void No_more_is_taken_out_than_there_is() =>
        Given(Added, Opened(), Sold(1, cash: 500, card: 9_000)).When(Move(CashMovementKind.PaidOut, 10_501))
            .Refused("cash-not-in-drawer", RefusalKind.Conflict);

    [Fact] public void Movements_have_an_end() =>
        Given([Added, Opened(), .. Enumerable.Repeat(Moved(CashMovementKind.PaidIn, 5), RegisterDecider.MaxMovements)])
            .When(Move(CashMovementKind.PaidIn, 5)).Refused("cash-movements-too-many", RefusalKind.InvalidState);

    [Fact] public void What_should_be_in_the_drawer_is_float_and_cash_and_movements()
    {
        var shift = Given(
            Added, Opened(cents: 10_000), Sold(1, cash: 2_985), Sold(2, cash: 0, card: 5_000),
            Moved(CashMovementKind.PaidIn, 1_000), Moved(CashMovementKind.PaidOut, 2_000)).State.Shift!;
        Assert.Equal(11_985, shift.Expected.Amount);
        Assert.Equal((1_000, 2_000), (shift.PaidIn.Amount, shift.PaidOut.Amount));
        Assert.Equal(
            [(PaymentMethod.Cash, 1, 2_985), (PaymentMethod.CreditCard, 1, 5_000)],
            shift.Totals.Tenders.Select(tender => (tender.Method, tender.Count, tender.Amount.Amount)));
        Assert.Equal((2, 4, 1, 2), (shift.Totals.Sales, shift.Totals.Items, shift.Totals.First, shift.Totals.Last));
    }

    [Theory, InlineData(12_985, 0), InlineData(12_980, -5), InlineData(20_000, 7_015)]
    public void Whatever_is_counted_closes_it_and_the_variance_is_said(long counted, long variance)
    {
        var report = Assert.IsType<RegisterEvent.ShiftClosed>(
            Assert.Single(Given(Added, Opened(), Sold(1, 2_985)).When(Close(counted)).Events)).Report;
        Assert.Equal(
            (12_985, counted, variance),
            (report.Close!.Expected.Amount, report.Close.Counted.Amount, report.Close.Variance.Amount));
    }

    [Fact] public void Z_reports_are_numbered_without_gaps()
    {
        var first = Given(Added, Opened()).When(Close(10_000));
        var again = new Situation(first.After).When(Open());
        again.Then(Opened(number: 2));
        Assert.Equal(2, Assert.IsType<RegisterEvent.ShiftClosed>(
            Assert.Single(new Situation(again.After).When(Close(0)).Events)).Report.Number);
    }

    [Fact] public void Receipts_are_numbered_without_gaps_whatever_shift_it_is()
    {
        var one = Given(Added, Opened()).When(Record("s1", 500));
        one.Then(Sold(1, 500));
        var closed = new Situation(one.After).When(Close(0)).After;
        new Situation(closed).When(Record("s2", 0, 700)).Then(Sold(2, 0, 700));
    }

    [Fact] public void A_sale_that_is_settled_after_the_close_counts_in_the_next_shift()
    {
        var closed = Given(Added, Opened()).When(Close(10_000)).After;
        var late = new Situation(closed).When(Record("s1", 500)).After;
        var next = new Situation(late).When(Open()).Then(Opened(number: 2, late: TotalsOf(1, 500))).After;
        Assert.Equal(10_500, next.Shift!.Expected.Amount);
        Assert.Equal(0, next.Late.Sales);
        Assert.Equal(0, closed.Closed!.Totals.Sales);
    }

    [Fact] public void A_voided_sale_is_out_of_the_shift_and_keeps_its_number()
    {
        var shift = new Situation(Given(Added, Opened(), Sold(1, cash: 500), Sold(2, cash: 700)).State)
            .When(TakeBack("s1", 500)).After.Shift!;
        Assert.Equal((10_700, 1, 1), (shift.Expected.Amount, shift.Totals.Sales, shift.Totals.Voids));
        Assert.Equal((1, 2), (shift.Totals.First, shift.Totals.Last));
        Given().When(TakeBack("s1", 500)).Refused("register-not-found", RefusalKind.NotFound);
    }

    [Fact] public void A_history_with_a_gap_is_a_defect()
    {
        Assert.Throws<InvalidOperationException>(() => Given(Added, Opened(), Sold(2, 5)));
        Assert.Throws<InvalidOperationException>(() => Given(Added, Opened(number: 2)));
    }
}
