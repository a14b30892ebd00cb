namespace PosSaga.Load.Comparing;

/// <summary>What a figure is, and which way is better.</summary>
/// <param name="IsJudged">False for what varies too much in a short run to be held to a few percent.</param>
internal sealed record Figure(string Name, bool HigherIsBetter = false, bool IsJudged = true);

/// <summary>A figure of one run.</summary>
internal sealed record Reading(Figure Figure, double Value);

/// <summary>Middle and ends of several runs.</summary>
internal sealed record Spread(double Median, double Min, double Max)
{
    public static Spread Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        var median = sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[^1]);
    }
}

/// <summary>One figure of both builds, run by run: what ran next to each other is compared with each other, so that a
/// machine that becomes slower meanwhile slows both.</summary>
internal sealed record Comparison(Figure Figure, IReadOnlyList<double> Old, IReadOnlyList<double> New)
{
    public Spread Ratio => Spread.Of(Ratios);

    /// <summary>The median of the pairs is worse than allowed: new/old below 1/limit where more is better, else above
    /// the limit.</summary>
    public bool IsOver(double limit) => Figure.IsJudged && IsWorse(Ratio.Median, limit);

    /// <summary>How many pairs say so; all of them, or only just enough.</summary>
    public int PairsOver(double limit) => Ratios.Count(ratio => IsWorse(ratio, limit));

    // Nothing became nothing: unchanged. Something out of nothing has no ratio, and is over every limit.
    private IEnumerable<double> Ratios => Old.Zip(New, (old, @new) => (old, @new) switch
    {
        (0, 0) => 1,
        _ => @new / old,
    });

    private bool IsWorse(double ratio, double limit) =>
        Figure.HigherIsBetter ? ratio < 1 / limit : ratio > limit;
}
