using System.Globalization;
using PosSaga.Journal;

namespace PosSaga.Inventory;

/// <summary>What a stock answers once: a reservation or a restocking, made or barred under one key, its way back out,
/// and commands with a client's key.</summary>
public static class StockKeys
{
    private const string Barred = "barred";

    public static string OfReservation(string reservationId) => "reservation:" + reservationId;

    public static AppendKey Made(ReserveStock ask) =>
        new(OfReservation(ask.ReservationId), ask.Quantity.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same key as that of the original, which is what stops it when it arrives late.</summary>
    public static AppendKey Bar(string reservationId) => new(OfReservation(reservationId), Barred);

    public static bool IsBarred(AppendResult.KeyAnswered known) => known.Fingerprint == Barred;

    public static string OfRestock(string refundId) => "restock:" + refundId;

    public static string OfReverseRestock(string refundId) => "take-back-out:" + refundId;

    public static AppendKey Made(RestockGoods ask) => new(OfRestock(ask.RefundId), Pieces(ask.Resellable, ask.Damaged));

    public static AppendKey Made(ReverseRestock ask) =>
        new(OfReverseRestock(ask.RefundId), Pieces(ask.Resellable, ask.Damaged));

    /// <summary>As with reservations: the key of the original.</summary>
    public static AppendKey BarRestock(string refundId) => new(OfRestock(refundId), Barred);

    /// <summary>Of a restocking that this would undo.</summary>
    public static bool IsOf(AppendResult.KeyAnswered restocked, ReverseRestock ask) =>
        restocked.Fingerprint == Pieces(ask.Resellable, ask.Damaged);

    private static string Pieces(int resellable, int damaged) =>
        string.Create(CultureInfo.InvariantCulture, $"{resellable}+{damaged}");

    /// <summary>Null for a command without a key.</summary>
    public static AppendKey? OfClient(string? key, string? fingerprint) =>
        key is null ? null : new AppendKey("client:" + key, fingerprint ?? "");
}
