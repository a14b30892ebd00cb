using PosSaga.Simulator;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

public sealed class WatermarkTests
{
    [Fact]
    public void Stays_below_the_first_that_is_not_done_whatever_came_after_it()
    {
        var mark = new Watermark(100);
        var (first, second) = (mark.Open(103, 1), mark.Open(105, 2));
        mark.ReadTo(200);
        Assert.Equal(102, mark.Position);
        second.Done();
        second.Done();
        Assert.Equal(102, mark.Position);
        first.Done();
        Assert.Equal(200, mark.Position);
    }

    [Fact]
    public void An_event_is_done_with_its_last_delivery()
    {
        var mark = new Watermark(0);
        var place = mark.Open(7, 2);
        place.Done();
        Assert.Equal(6, mark.Position);
        place.Done();
        Assert.Equal(7, mark.Position);
    }

    [Fact]
    public void Refuses_to_go_back()
    {
        var mark = new Watermark(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => mark.Open(10, 1));
        mark.ReadTo(50);
        mark.ReadTo(20);
        Assert.Throws<ArgumentOutOfRangeException>(() => mark.Open(50, 1));
        Assert.Equal(50, mark.Position);
    }

    [Fact]
    public void Whatever_the_order_it_never_passes_what_is_open_and_ends_where_reading_ended()
    {
        for (ulong seed = 1; seed <= 200; seed++)
        {
            var random = new SeededRandom(seed);
            var mark = new Watermark(0);
            var open = new List<Watermark.OpenPosition>();
            var (position, before) = (0L, 0L);
            for (var step = 0; step < 300; step++)
            {
                if (step < 200 && random.Chance(0.6))
                    open.Add(mark.Open(position += 1 + random.Next(5), 1));
                else if (open.Count > 0)
                {
                    var at = random.Next(open.Count);
                    open[at].Done();
                    open.RemoveAt(at);
                }
                Assert.Equal(open.Count == 0 ? position : open.Min(p => p.Position) - 1, mark.Position);
                Assert.True(mark.Position >= before);
                before = mark.Position;
            }
        }
    }
}
