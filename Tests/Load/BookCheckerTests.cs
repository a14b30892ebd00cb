using PosSaga.Load;

namespace PosSaga.Tests.Load;

/// <summary>Books that balance, then the same with one thing wrong: a check that has never failed proves
/// nothing.</summary>
public sealed class BookCheckerTests
{
    private const string Sku = "tea";
    private static readonly PlannedLine[] TwoTeas = [new(Sku, 2)];
    private static readonly OrderPlan Plan = new("1", TwoTeas, "tok_ok", Repeat: true);

    private static readonly BookSet Sound = new()
    {
        Placed =
        [
            new PlacedOrder("k1", "c1", Plan, 201, "o1", 1000, Interrupted: true) { Repeat = new(201, "o1", true) },
            new PlacedOrder("k2", "c2", Plan, 402, "o2", null, Interrupted: false),
            new PlacedOrder("k3", "c3", Plan, 0, null, null, Interrupted: true),
        ],
        Orders = [Order("o1", "completed"), Order("o2", "failed"), Order("o3", "completed")],
        Payments = [Captured("o1"), new("o2", "declined", 0, 0), Captured("o3")],
        Stock = [new BookedStock("1", Sku, Received: 100, OnHand: 96, Reserved: 0)],
        Gateway = [Charge("o1"), Charge("o2") with { CapturedCents = 0, Authorisations = 0 }, Charge("o3")],
        GatewayIsOurs = true,
    };

    public static TheoryData<string, string> Planted() => new()
    {
        { "a saga that stands still", "saga: order o1 is still stockReserved" },
        { "a list that lags", "the list says pending" },
        { "an order answered 201 that failed", "saga: order o1 was answered 201, but is failed" },
        { "an order answered 402 that completed", "saga: order o2 was answered 402, but is completed" },
        { "an answered order that is gone", "saga: order o1 was answered 201, but does not exist" },
        { "a capture that is missing", "money: order o1 (completed) owes 10.00 CAD, captured 0.00 CAD" },
        { "a capture of a failed order", "money: order o2 (failed) owes 0.00 CAD, captured 10.00 CAD" },
        { "a hold that was never given back", "its payment is still held" },
        { "a capture that is a cent off", "money: completed orders cost 20.00 CAD, captured 20.01 CAD" },
        { "a total other than answered", "money: order o1 was answered as 9.99 CAD" },
        { "a capture for nothing", "which is no order" },
        { "a gateway that charged twice", "gateway: order o1 was authorised 2 times" },
        { "a gateway that kept a failed order's money", "gateway: order o2 (failed) owes 0.00 CAD" },
        { "a gateway that still holds", "10.00 CAD still held" },
        { "a gateway that never heard of it", "the gateway does not know its payment" },
        { "a charge for an unknown order", "gateway: holds 10.00 CAD" },
        { "a reservation left over", "stock: tea in store 1: 2 still reserved" },
        { "stock deducted twice", "it says 94" },
        { "stock never deducted", "it says 98" },
        { "a cart ordered twice", "twice: cart c1 became 2 orders" },
        { "one order for two keys", "twice: order o1 answered 2 different requests" },
        { "a repeat that made another order", "then 201 with order o9" },
        { "a repeat that is not marked", "not marked as a replay" },
        { "orders nobody asked for", "twice: 2 orders that no till knows" },
        { "an order listed twice", "twice: order o1 is listed 2 times" },
        { "two payments of one order", "twice: order o1 has 2 payments" },
    };

    [Fact]
    public void Sound_books_balance() => Assert.Empty(BookChecker.Check(Sound));

    [Theory]
    [MemberData(nameof(Planted))]
    public void A_planted_imbalance_is_found_and_named(string planted, string named) =>
        Assert.Contains(
            BookChecker.Check(PlantedBooks.With(Sound, planted)),
            found => found.Contains(named, StringComparison.Ordinal));

    [Fact]
    public void What_waits_for_an_operator_is_left_out_on_both_sides()
    {
        var books = Sound with
        {
            Orders = [Order("o1", "completed"), Order("o2", "failed"), Order("o3", "needsOperator")],
            Stock = [new BookedStock("1", Sku, Received: 100, OnHand: 98, Reserved: 2)],
        };
        Assert.Empty(BookChecker.Check(books));
    }

    [Fact]
    public void An_order_is_a_stranger_where_no_request_went_unanswered()
    {
        var answered = Sound with { Placed = [.. Sound.Placed.Take(2)] };
        Assert.Contains(
            BookChecker.Check(answered), found => found.Contains("no till knows", StringComparison.Ordinal));
    }

    internal static BookedOrder Order(string id, string status) => new(id, "1", status, 1000, TwoTeas, status);

    internal static BookedPayment Captured(string id) => new(id, "captured", 1000, 0);

    internal static GatewayCharge Charge(string id) => new(id, 1, 0, 1000, 0);
}
