using System.Globalization;

namespace PosSaga.Api;

/// <summary>Timestamps as the API takes them.</summary>
internal static class Instants
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK",
    ];

    /// <summary>Where the stores are. A day without a time is a day of theirs.</summary>
    public const string StoreZoneId = "America/Toronto";

    private static readonly TimeZoneInfo StoreZone = TimeZoneInfo.FindSystemTimeZoneById(StoreZoneId);

    // A day of slack at both ends: whatever zone it is in, it can be turned into UTC and into microseconds.
    private static readonly DateTimeOffset Earliest = new(1970, 1, 2, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(9999, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static bool TryParse(string text, out DateTimeOffset instant) =>
        (TryParseDay(text, out instant) || DateTimeOffset.TryParseExact(
            text, Formats, CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out instant))
        && instant >= Earliest && instant <= Latest;

    // The start of the day: midnight, which no change of the clocks of this zone leaves out.
    private static bool TryParseDay(string text, out DateTimeOffset instant)
    {
        instant = default;
        if (!DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || day.Year < Earliest.Year || day.Year > Latest.Year - 1)
            return false;
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        instant = new DateTimeOffset(midnight, StoreZone.GetUtcOffset(midnight)).ToUniversalTime();
        return true;
    }
}

/// <summary>Durations as the API takes them: 30s.</summary>
internal static class Durations
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(3650);

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        if (digits is < 1 or > 9
            || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        long? unitMs = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => null,
        };
        if (unitMs is not { } unit || number > (long)Longest.TotalMilliseconds / unit)
            return false;
        duration = TimeSpan.FromMilliseconds(number * unit);
        return true;
    }
}
