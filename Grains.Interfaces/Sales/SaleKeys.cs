using System.Globalization;

namespace PosSaga.Sales;

/// <summary>The ids under which a sale asks its participants. Its own id may be the client's, so that of an order,
/// which the system makes, must never come to the same.</summary>
public static class SaleKeys
{
    /// <summary>So that the ids of its payments are ids as well.</summary>
    public const int MaxIdLength = GrainKeys.MaxIdLength - 4;

    private const string Prefix = "sale:";

    public static string ReservationOf(string saleId) => Prefix + saleId;

    /// <summary>Null where the reservation is an order's.</summary>
    public static string? SaleOf(string reservationId) =>
        reservationId.StartsWith(Prefix, StringComparison.Ordinal) ? reservationId[Prefix.Length..] : null;

    /// <summary>Of what is given back when it is voided.</summary>
    public static string VoidOf(string saleId) => saleId + ".void";

    /// <param name="tender">From 1.</param>
    public static string PaymentOf(string saleId, int tender) =>
        string.Create(CultureInfo.InvariantCulture, $"{saleId}.{tender}");
}
