using System.Collections.Concurrent;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

public sealed class Time_ordered_ids
{
    [Fact] public void None_is_made_twice_whoever_asks_at_once()
    {
        var ids = new TimeOrderedIds(TimeProvider.System);
        var made = new ConcurrentBag<Guid>();
        Parallel.For(0, 8, _ =>
        {
            for (var i = 0; i < 5_000; i++)
                made.Add(ids.NewId());
        });
        Assert.Equal(40_000, made.Distinct().Count());
    }

    [Fact] public void They_are_what_the_framework_makes_of_the_same_moment()
    {
        var at = new DateTimeOffset(2026, 11, 23, 5, 45, 0, 123, TimeSpan.Zero);
        var ids = new TimeOrderedIds(new StoppedClock(at));
        var expected = Guid.CreateVersion7(at);
        for (var i = 0; i < 500; i++)
        {
            var id = ids.NewId();
            Assert.Equal(expected.ToString("N")[..12], id.ToString("N")[..12]);
            Assert.Equal((7, expected.Variant & 0xC), (id.Version, id.Variant & 0xC));
        }
    }

    [Fact] public void A_later_one_sorts_behind()
    {
        var at = DateTimeOffset.UnixEpoch.AddYears(56);
        var earlier = new TimeOrderedIds(new StoppedClock(at)).NewId();
        var later = new TimeOrderedIds(new StoppedClock(at.AddMilliseconds(1))).NewId();
        Assert.True(string.CompareOrdinal(earlier.ToString(), later.ToString()) < 0);
    }

    private sealed class StoppedClock(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
