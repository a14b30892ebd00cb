using System.Collections.Frozen;

namespace PosSaga.Carts;

/// <summary>Sales tax by province and territory, federal and provincial together.</summary>
public static class SalesTax
{
    private static readonly FrozenDictionary<string, decimal> Rates = new Dictionary<string, decimal>
    {
        ["QC"] = 0.14975m,
        ["ON"] = 0.13m,
        ["BC"] = 0.12m, ["MB"] = 0.12m,
        ["SK"] = 0.11m,
        ["NS"] = 0.15m, ["NB"] = 0.15m, ["PE"] = 0.15m, ["NL"] = 0.15m,
        ["AB"] = 0.05m, ["YT"] = 0.05m, ["NT"] = 0.05m, ["NU"] = 0.05m,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public static bool IsProvince(string? province) => province is not null && Rates.ContainsKey(province);

    /// <summary>0.14975 for QC. Asking for a province that is none is a defect: whoever takes one in checks
    /// it.</summary>
    public static decimal RateOf(string province) => Rates[province];
}
