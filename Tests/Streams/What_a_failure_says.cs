using Orleans.Runtime;
using PosSaga.Journal;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

/// <summary>What is known as an outage is waited out; all else is bounded.</summary>
public sealed class What_a_failure_says
{
    private static readonly StreamOptions Options = new() { Random = () => 0.5 };

    [Fact]
    public void Of_an_outage_nothing_about_the_event()
    {
        Exception[] outages = [new JournalUnavailableException("away"), new SiloUnavailableException("gone")];
        Assert.All(outages, e => Assert.Equal(FailureKind.Outage, KindOf(e, 40)));
    }

    [Fact]
    public void Of_a_defect_that_looks_like_one_that_it_is_a_defect()
    {
        Exception[] defects = [new TimeoutException(), new OperationCanceledException(), new InvalidDataException()];
        Assert.All(defects, e => Assert.Equal(FailureKind.Fault, KindOf(e, 29)));
    }

    [Fact]
    public void Of_a_call_that_nobody_answered_that_it_may_wait_behind_others() => Assert.Equal(
        FailureKind.Timeout, KindOf(new TimeoutException(), 30));

    [Fact]
    public void Pauses_grow_up_to_a_ceiling_and_are_never_nothing()
    {
        var pauses = Enumerable.Range(1, 1_000).Select(Options.Backoff.Delay).ToList();
        Assert.Equal([75, 300, 1_200, 3_750], pauses.Take(4).Select(pause => pause.TotalMilliseconds));
        Assert.All(pauses.Skip(4), pause => Assert.Equal(3_750, pause.TotalMilliseconds));
    }

    [Theory, InlineData("AttemptsMax"), InlineData("WindowMax"), InlineData("InFlightMax"), InlineData("PageMax")]
    [InlineData("QueuesPerPartition"), InlineData("RetryDelayMin"), InlineData("RetryDelayMax"), InlineData("KeepEvery")]
    [InlineData("CheckpointEvery"), InlineData("NudgeAfter"), InlineData("TimeoutsMax"), InlineData("BlockedStreamsMax")]
    public void A_setting_that_would_make_delivery_stand_still_or_spin_is_refused_by_its_name(string name)
    {
        var (options, setting) = (new StreamOptions(), typeof(StreamOptions).GetProperty(name)!);
        setting.SetValue(options, setting.PropertyType == typeof(int) ? 0 : TimeSpan.Zero);
        var error = Assert.Throws<JournalConfigurationException>(options.Validate);
        Assert.Contains($"Streams:{name} ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_fine() => new StreamOptions().Validate();

    private static FailureKind KindOf(Exception error, int seconds) =>
        DeliveryFailure.KindOf(error, TimeSpan.FromSeconds(seconds), Options.CallLimit);
}
