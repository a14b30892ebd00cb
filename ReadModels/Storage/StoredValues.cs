using System.Globalization;
using System.Text;

namespace PosSaga.ReadModels;

/// <summary>Microseconds since the Unix epoch: how the journal and the read models store time. 0 is "never".</summary>
internal static class Micros
{
    public static long Of(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    public static DateTimeOffset? ToTimeOrNull(long micros) => micros == 0 ? null : ToTime(micros);

    public static DateTimeOffset ToTime(long micros) =>
        new(DateTimeOffset.UnixEpoch.Ticks + (micros * TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);
}

/// <summary>A generation's position in each partition, as text: one row to move by compare-and-set instead of one per
/// partition, and the same in both databases.</summary>
internal static class Positions
{
    public static string Text(ReadOnlySpan<long> positions)
    {
        var text = new StringBuilder();
        foreach (var position in positions)
            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{position}");
        return text.ToString();
    }

    public static long[] Parse(string text) =>
        Array.ConvertAll(text.Split(','), part => long.Parse(part, CultureInfo.InvariantCulture));
}
