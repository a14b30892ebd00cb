using PosSaga.Tests.Killing.Support;

namespace PosSaga.Tests.Load;

public sealed class KillStepTests
{
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly (DateTimeOffset At, string State)[] Saga =
    [
        (Noon, "Pending"), (Noon.AddSeconds(1), "CartValidated"), (Noon.AddSeconds(5), "StockReserved"),
        (Noon.AddSeconds(6), ""),
    ];

    [Theory]
    [InlineData(-1, null)]
    [InlineData(0.5, "Pending")]
    [InlineData(3, "CartValidated")]
    [InlineData(5.5, "StockReserved")]
    [InlineData(7, null)]
    public void A_kill_falls_at_the_last_step_recorded_before_it(double secondsAfterNoon, string? step) =>
        Assert.Equal(step, KillSteps.StepAt(Saga, Noon.AddSeconds(secondsAfterNoon)));
}
