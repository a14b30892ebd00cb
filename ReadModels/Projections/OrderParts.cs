using System.Globalization;
using PosSaga.Carts;
using PosSaga.Orders;

namespace PosSaga.ReadModels;

/// <summary>What was shipped and cancelled of an order as text in its row, <c>CAFE 1 0;MIEL 2 1</c>: shipped, then
/// cancelled, of each SKU of which there is something to say.</summary>
internal static class OrderParts
{
    public static string Add(string parts, IEnumerable<LineProgress> more)
    {
        var all = Parse(parts);
        foreach (var one in more)
        {
            var known = all.GetValueOrDefault(one.Sku) ?? new(one.Sku, 0, 0);
            all[one.Sku] = new(one.Sku, known.Shipped + one.Shipped, known.Cancelled + one.Cancelled);
        }

        return string.Join(';', all.Values.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Sku} {one.Shipped} {one.Cancelled}")));
    }

    /// <summary>Of all lines. Who shipped or cancelled the whole order at once did not say how many pieces that
    /// were.</summary>
    public static IReadOnlyList<LineProgress> Of(string parts, Fulfilment fulfilment, IReadOnlyList<PricedLine> lines)
    {
        var all = Parse(parts);
        return
        [
            .. from line in lines
               group line.Quantity by line.Sku into sku
               let bought = sku.Sum()
               let known = all.GetValueOrDefault(sku.Key) ?? new LineProgress(sku.Key, 0, 0)
               select fulfilment switch
               {
                   Fulfilment.Cancelled => known with { Cancelled = bought },
                   Fulfilment.Shipped or Fulfilment.Delivered => known with { Shipped = bought - known.Cancelled },
                   _ => known,
               },
        ];
    }

    private static OrderedDictionary<string, LineProgress> Parse(string parts)
    {
        var all = new OrderedDictionary<string, LineProgress>(StringComparer.Ordinal);
        foreach (var part in parts.Split(';', StringSplitOptions.RemoveEmptyEntries))
            if (part.Split(' ') is [var sku, var shipped, var cancelled])
                all[sku] = new(sku, Number(shipped), Number(cancelled));
        return all;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
