using PosSaga.Carts;

namespace PosSaga.Api;

/// <summary>An amount in minor units.</summary>
internal sealed record MoneyBody(long Amount, string Currency)
{
    /// <summary>Ten million dollars: times 999 pieces times 100 lines it is still far from the end of a long.</summary>
    public const long MaxAmount = 1_000_000_000;

    public static MoneyBody Of(Money money) => new(money.Amount, money.Currency);

    public Money ToMoney() => new(Amount, Currency);
}

/// <summary>A line of a cart or an order, priced.</summary>
internal sealed record LineBody(string Sku, string Name, MoneyBody UnitPrice, int Quantity, MoneyBody LineTotal)
{
    public static LineBody Of(PricedLine line) =>
        new(line.Sku, line.Name, MoneyBody.Of(line.UnitPrice), line.Quantity, MoneyBody.Of(line.LineTotal));

    public static LineBody[] Of(IReadOnlyList<PricedLine> lines)
    {
        var bodies = new LineBody[lines.Count];
        for (var i = 0; i < bodies.Length; i++)
            bodies[i] = Of(lines[i]);
        return bodies;
    }
}

/// <summary>Why somebody does something; recorded with who and when.</summary>
internal sealed record ReasonBody(string Reason) : IBody
{
    public const int MaxLength = 500;

    public void Check(ValidationErrors faults) => faults.Text("reason", Reason, MaxLength);
}
