using System.Text.Json.Serialization;

namespace PosSaga;

/// <summary>An amount in minor units (cents) of one currency. Never a float.</summary>
[GenerateSerializer, Immutable, Alias("possaga.money")]
public readonly record struct Money(long Amount, string Currency = Money.Cad)
{
    public const string Cad = "CAD";

    [JsonIgnore] public bool IsZero => Amount == 0;

    public static Money Zero => new(0);

    public static Money operator +(Money a, Money b) => new(checked(a.Amount + Same(a, b).Amount), a.Currency);

    public static Money operator -(Money a, Money b) => new(checked(a.Amount - Same(a, b).Amount), a.Currency);

    public static Money operator *(Money a, int quantity) => new(checked(a.Amount * quantity), a.Currency);

    public static bool operator >(Money a, Money b) => a.Amount > Same(a, b).Amount;

    public static bool operator <(Money a, Money b) => a.Amount < Same(a, b).Amount;

    /// <summary>This amount times a decimal rate, rounded half up to the cent (domain rule for tax, refunds).</summary>
    public Money Times(decimal rate) =>
        new((long)Math.Round(Amount * rate, 0, MidpointRounding.AwayFromZero), Currency);

    public static Money AtLeastZero(Money money) => money.Amount < 0 ? new(0, money.Currency) : money;

    public override string ToString() =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Amount / 100m:0.00} {Currency}");

    private static Money Same(Money a, Money b) => a.Currency == b.Currency
        ? b
        : throw new InvalidOperationException($"{a.Currency} and {b.Currency} do not add up.");
}
