using System.Globalization;
using PosSaga.Journal;

namespace PosSaga.Inventory;

/// <summary>What a stock answers once: a reservation, made or barred under one key, and commands with a client's key.</summary>
public static class StockKeys
{
    private const string Barred = "barred";

    public static string OfReservation(string reservationId) => "reservation:" + reservationId;

    public static AppendKey Made(ReserveStock ask) =>
        new(OfReservation(ask.ReservationId), ask.Quantity.ToString(CultureInfo.InvariantCulture));

    /// <summary>The same key as that of the original, which is what stops it when it arrives late.</summary>
    public static AppendKey Bar(string reservationId) => new(OfReservation(reservationId), Barred);

    public static bool IsBarred(AppendResult.KeyAnswered known) => known.Fingerprint == Barred;

    /// <summary>Null for a command without a key.</summary>
    public static AppendKey? OfClient(string? key, string? fingerprint) =>
        key is null ? null : new AppendKey("client:" + key, fingerprint ?? "");
}
