using PosSaga.Load;
using static PosSaga.Tests.Load.BookCheckerTests;

namespace PosSaga.Tests.Load;

/// <summary>Books with refunds that balance, then the same with one thing wrong.</summary>
public sealed class RefundBooksTests
{
    private const string Sku = "tea";

    /// <summary>Two orders of two teas: of the first a piece came back whole and one broken, of the second nothing was
    /// paid.</summary>
    private static readonly BookSet Sound = new()
    {
        Orders = [Order("o1", "completed"), Order("o2", "completed")],
        Payments = [Captured("o1") with { RefundedCents = 600 }, Captured("o2")],
        Stock = [new BookedStock("1", Sku, Received: 100, OnHand: 97, Reserved: 0, Damaged: 1)],
        Refunds = [Whole, Broken, Failed],
        Gateway = [Charge("o1") with { RefundedCents = 600 }, Charge("o2")],
    };

    public static TheoryData<string, string> Planted() => new()
    {
        { "one that stands still", "refund: k1 of order o1 is still reserved" },
        { "one of which nobody has heard", "refund: k1 of order o1 is still unheard of" },
        { "a claim that does not know", "refund: k1 of order o1 is completed, but its claim says settled" },
        { "a customer told twice", "its customer was told 2 times" },
        { "a customer told of no failure", "k3 of order o2 is failed, and its customer was told 0 times" },
        { "one completed for nothing", "is completed, and paid 0.00 CAD" },
        { "a claim refunded twice", "refund: claim k1 has 2 refunds" },
        { "a payment that gave back more", "gave 7.00 CAD back, its refunds come to 6.00 CAD" },
        { "a payment that gave back more than it took", "gave back 16.00 CAD of 10.00 CAD" },
        { "an amount still set aside", "refund: 3.00 CAD of the payment of order o1 are still set aside" },
        { "a gateway that paid twice", "owes 4.00 CAD, the gateway kept 1.00 CAD" },
        { "goods restocked twice", "so 97 on hand; it says 98" },
        { "goods never restocked", "so 97 on hand; it says 96" },
        { "broken goods on the shelf", "stock: tea in store 1: 1 came back damaged; it says 0" },
    };

    [Fact]
    public void Sound_books_balance() => Assert.Empty(BookChecker.Check(Sound));

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_imbalance_is_found_and_named(string planted, string named) => Assert.Contains(
        BookChecker.Check(With(planted)), found => found.Contains(named, StringComparison.Ordinal));

    [Fact]
    public void What_waits_for_an_operator_may_be_either_way()
    {
        var waits = Broken with
        {
            Status = "needsOperator", ClaimSays = "needsOperator", RefundedCents = 0, Messages = 0,
        };
        foreach (var (refunded, reserved, damaged) in new[] { (300L, 300L, 1L), (300L, 0L, 0L), (600L, 0L, 1L) })
            Assert.Empty(BookChecker.Check(Sound with
            {
                Refunds = [Whole, waits, Failed],
                Payments = [Captured("o1") with { RefundedCents = refunded, ReservedCents = reserved }, Captured("o2")],
                Stock = [Sound.Stock[0] with { Damaged = damaged }],
            }));
    }

    [Fact]
    public void A_claim_is_about_all_pieces_of_its_order()
    {
        var orders = new OrderPlans(new Assortment("run", skus: 3, stores: 1), TokenMix.Parse("ok"), 2, 0, seed: 1);
        var plans = new ClaimPlans(orders, seed: 1);
        for (var number = 0L; number < 20; number++)
            Assert.Equal(
                orders.Plan(number).Lines.Select(line => (line.Sku, line.Quantity)),
                plans.Plan(number).Lines.Select(line => (line.Sku, line.Quantity)));
    }

    private static BookedRefund Whole => Refund("k1", "o1", "completed", 300, new BookedReturn("1", Sku, 1, 0));

    private static BookedRefund Broken => Refund("k2", "o1", "completed", 300, new BookedReturn("1", Sku, 0, 1));

    private static BookedRefund Failed => Refund("k3", "o2", "failed", 0, new BookedReturn("1", Sku, 1, 0));

    private static BookedRefund Refund(string claim, string order, string status, long cents, BookedReturn goods) =>
        new(claim, order, status, status, cents, 1, [goods]);

    private static BookSet With(string planted) => planted switch
    {
        "one that stands still" => First(Whole with { Status = "reserved" }),
        "one of which nobody has heard" => First(Whole with { Status = null }),
        "a claim that does not know" => First(Whole with { ClaimSays = "settled" }),
        "a customer told twice" => First(Whole with { Messages = 2 }),
        "a customer told of no failure" => Sound with { Refunds = [Whole, Broken, Failed with { Messages = 0 }] },
        "one completed for nothing" => First(Whole with { RefundedCents = 0 }),
        "a claim refunded twice" => Sound with { Refunds = [Whole, Whole, Broken, Failed] },
        "a payment that gave back more" => Payment(Captured("o1") with { RefundedCents = 700 }),
        "a payment that gave back more than it took" => Payment(Captured("o1") with { RefundedCents = 1600 }),
        "an amount still set aside" => Payment(Captured("o1") with { RefundedCents = 600, ReservedCents = 300 }),
        "a gateway that paid twice" =>
            Sound with { Gateway = [Charge("o1") with { RefundedCents = 900 }, Charge("o2")] },
        "goods restocked twice" => Shelf(Sound.Stock[0] with { OnHand = 98 }),
        "goods never restocked" => Shelf(Sound.Stock[0] with { OnHand = 96 }),
        "broken goods on the shelf" => Shelf(Sound.Stock[0] with { Damaged = 0 }),
        _ => throw new ArgumentOutOfRangeException(nameof(planted), planted, "Nobody knows how to plant that."),
    };

    private static BookSet First(BookedRefund refund) => Sound with { Refunds = [refund, Broken, Failed] };

    private static BookSet Payment(BookedPayment payment) => Sound with { Payments = [payment, Captured("o2")] };

    private static BookSet Shelf(BookedStock shelf) => Sound with { Stock = [shelf] };
}
