using PosSaga.Api;

namespace PosSaga.Tests.Api;

public sealed class When_requests_are_too_many
{
    private readonly ManualClock _clock = new();

    [Fact]
    public void The_burst_is_let_in_and_then_as_many_as_the_rate_says()
    {
        var limits = new RateLimits(new RateLimitSettings { RequestsPerSecond = 2, Burst = 3 }, _clock);

        Assert.Equal([true, true, true, false], Enumerable.Range(0, 4).Select(_ => limits.Take("demo/till").Taken));
        Assert.Equal(1, limits.Take("demo/till").WaitSeconds);

        _clock.Seconds += 1;
        Assert.Equal([true, true, false], Enumerable.Range(0, 3).Select(_ => limits.Take("demo/till").Taken));
    }

    [Fact]
    public void One_caller_does_not_use_up_anothers()
    {
        var limits = new RateLimits(new RateLimitSettings { RequestsPerSecond = 1, Burst = 1 }, _clock);

        Assert.True(limits.Take("demo/a").Taken);
        Assert.False(limits.Take("demo/a").Taken);
        Assert.True(limits.Take("demo/b").Taken);
    }

    private sealed class ManualClock : TimeProvider
    {
        public double Seconds { get; set; } = 1;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => (long)(Seconds * 1_000);
    }
}
