using PosSaga.Refunds;

namespace PosSaga.Orders;

/// <summary>One SKU of an order: what was bought and paid, and how much of it is shipped, cancelled, and held by
/// claims. Pieces of one SKU are alike: claims are about shipped ones as far as there are any.</summary>
internal sealed class OrderShare(string sku, string name, int bought, Money paid)
{
    private int _claimed;
    private Money _givenAway = Money.Zero;

    public string Sku => sku;

    public int Bought => bought;

    public int Shipped { get; private set; }

    public int Cancelled { get; private set; }

    public int Unshipped => bought - Shipped - Cancelled;

    /// <summary>A claim is never about a piece that was cancelled.</summary>
    public int Unclaimed => bought - _claimed - Cancelled;

    /// <summary>Neither shipped nor held by a claim.</summary>
    public int Cancellable => bought - Cancelled - Math.Max(Shipped, _claimed);

    public void Add(int quantity, Money total) => (bought, paid) = (bought + quantity, paid + total);

    public void Ship(int quantity) => Shipped += quantity;

    public void Claim(int quantity, Money total) =>
        (_claimed, _givenAway) = (_claimed + quantity, _givenAway + total);

    public void Cancel(int quantity, Money total) =>
        (Cancelled, _givenAway) = (Cancelled + quantity, _givenAway + total);

    /// <summary>What was paid for so many more pieces.</summary>
    public Money Claim(int quantity)
    {
        var part = PaidFor(quantity);
        Claim(quantity, part);
        return part;
    }

    /// <summary>As with <see cref="Claim(int)"/>.</summary>
    public Money Cancel(int quantity)
    {
        var part = PaidFor(quantity);
        Cancel(quantity, part);
        return part;
    }

    public ClaimedGoods Goods(int quantity, Condition condition, Money price) =>
        new(sku, name, quantity, condition, price);

    // Counted from the first piece on, so that the rounding of one part is made good by the next, and all parts
    // together are the whole, whoever lets go in between.
    private Money PaidFor(int quantity)
    {
        var upToHere = Part(_claimed + Cancelled + quantity);
        return upToHere > _givenAway ? upToHere - _givenAway : Money.Zero;
    }

    // Half up, in whole numbers: a third of a price has no exact decimal.
    private Money Part(int pieces) => new(((paid.Amount * pieces * 2) + bought) / (2L * bought), paid.Currency);
}
