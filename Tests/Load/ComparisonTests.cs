using PosSaga.Load;

namespace PosSaga.Tests.Load;

public sealed class ComparisonTests
{
    private const double Limit = 1.05;

    private static readonly Figure Throughput = new("per second", HigherIsBetter: true);
    private static readonly Figure Latency = new("p50 ms");

    [Fact]
    public void What_ran_next_to_each_other_is_compared_with_each_other()
    {
        // The machine became half as fast; the builds are alike, which the medians of each alone would not show.
        var comparison = new Comparison(Throughput, [1000, 900, 500], [1010, 450, 505]);
        Assert.Equal(1.01, comparison.Ratio.Median, 6);
        Assert.Equal((0.5, 1.01), (comparison.Ratio.Min, Math.Round(comparison.Ratio.Max, 6)));
    }

    [Fact]
    public void Of_an_even_number_the_median_is_between_the_two_in_the_middle() =>
        Assert.Equal(new Spread(2.5, 1, 9), Spread.Of([9, 2, 1, 3]));

    [Theory]
    [InlineData(100, 96, false)]
    [InlineData(100, 95, true)]
    [InlineData(100, 200, false)]
    public void Fewer_per_second_is_worse(double old, double @new, bool over) =>
        Assert.Equal(over, new Comparison(Throughput, [old], [@new]).IsOver(Limit));

    [Theory]
    [InlineData(100, 105, false)]
    [InlineData(100, 106, true)]
    [InlineData(100, 50, false)]
    [InlineData(0, 0, false)]
    [InlineData(0, 1, true)]
    public void More_milliseconds_are_worse(double old, double @new, bool over) =>
        Assert.Equal(over, new Comparison(Latency, [old], [@new]).IsOver(Limit));

    [Fact]
    public void One_bad_pair_of_three_is_not_yet_worse_two_are()
    {
        Assert.False(new Comparison(Latency, [10, 10, 10], [10, 20, 10]).IsOver(Limit));
        var twice = new Comparison(Latency, [10, 10, 10], [20, 20, 10]);
        Assert.Equal("WORSE in 2 of 3 pairs", ComparisonText.Verdict(twice, Limit));
    }

    [Fact]
    public void What_is_not_judged_is_never_over_the_limit()
    {
        var memory = new Comparison(new("memory", IsJudged: false), [100], [200]);
        Assert.False(memory.IsOver(Limit));
        Assert.Equal("not judged", ComparisonText.Verdict(memory, Limit));
    }
}
