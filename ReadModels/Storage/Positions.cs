using System.Globalization;

namespace PosSaga.ReadModels.Storage;

/// <summary>Where a generation stands in each partition, as text: one row to move by compare-and-set instead of one per
/// partition, and the same in both databases.</summary>
internal static class Positions
{
    public static string Text(ReadOnlySpan<long> positions)
    {
        var text = new System.Text.StringBuilder();
        foreach (var position in positions)
            text.Append(text.Length == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{position}");
        return text.ToString();
    }

    public static long[] Parse(string text) =>
        Array.ConvertAll(text.Split(','), part => long.Parse(part, CultureInfo.InvariantCulture));
}
