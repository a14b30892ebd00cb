using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

public sealed class What_a_wait_says
{
    [Fact]
    public async Task What_it_waits_for_and_fails_is_heard_or_a_reader_would_spin() =>
        await Assert.ThrowsAsync<TimeoutException>(() => AsyncSignal.Wait(
            new AsyncSignal().Next, TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None,
            _ => Task.FromException(new TimeoutException("the feed hears nothing"))));

    [Fact]
    public async Task A_signal_ends_it_and_whatever_it_waited_for_besides()
    {
        var (wake, cancelled) = (new AsyncSignal(), CancellationToken.None);
        var waiting = AsyncSignal.Wait(
            wake.Next, TimeSpan.FromMinutes(1), TimeProvider.System, CancellationToken.None,
            end => Task.Delay(Timeout.InfiniteTimeSpan, cancelled = end));
        wake.Signal();
        await waiting;
        Assert.True(cancelled.IsCancellationRequested);
    }
}
