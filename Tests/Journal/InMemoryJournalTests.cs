using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>The in-memory journal under a driver: nothing happens by itself, nothing leaves the thread.</summary>
public sealed class InMemoryJournalTests
{
    private sealed class StepByStep : IMemoryJournalDriver
    {
        private readonly Queue<(MemoryStep Step, Action Run)> _waiting = new();

        public Queue<MemoryFault> Faults { get; } = new();

        public void Schedule(MemoryStep step, string about, Action run) => _waiting.Enqueue((step, run));

        public MemoryFault Fault(MemoryStep step, string about) =>
            Faults.TryDequeue(out var fault) ? fault : MemoryFault.None;

        public MemoryStep Next()
        {
            var (step, run) = _waiting.Dequeue();
            run();
            return step;
        }
    }

    private readonly StepByStep _driver = new();
    private readonly InMemoryJournal _journal;

    public InMemoryJournalTests() =>
        _journal = new(new() { AllowDevelopmentMasterKey = true }, TimeProvider.System, _driver);

    [Fact]
    public void Commit_and_answer_are_two_steps_of_the_driver_and_continuations_stay_on_its_thread()
    {
        var woken = _journal.WaitBeyond(0, TimeSpan.FromMinutes(1));
        var append = _journal.Append(Given.Append(Given.Stream()));
        var continuedOn = 0;
        append.GetAwaiter().OnCompleted(() => continuedOn = Environment.CurrentManagedThreadId);

        Assert.False(append.IsCompleted || woken.IsCompleted);
        Assert.Equal(MemoryStep.Append, _driver.Next());
        Assert.True(woken.IsCompletedSuccessfully);
        Assert.False(append.IsCompleted);
        Assert.Equal(MemoryStep.Answer, _driver.Next());
        Assert.True(append.IsCompletedSuccessfully);
        Assert.Equal(Environment.CurrentManagedThreadId, continuedOn);
    }

    [Theory]
    [InlineData(MemoryFault.FailBefore, 0)]
    [InlineData(MemoryFault.FailAfter, 1)]
    public async Task A_failed_append_is_unavailable_whether_it_was_done_or_not_and_sending_it_again_settles_it(
        MemoryFault fault, int done)
    {
        var request = Given.Append(Given.Stream());
        _driver.Faults.Enqueue(fault);
        var append = _journal.Append(request);
        _driver.Next();
        _driver.Next();
        await Assert.ThrowsAsync<JournalUnavailableException>(() => append);
        Assert.Equal(done, _journal.Events.Count);

        var again = _journal.Append(request);
        _driver.Next();
        _driver.Next();
        Assert.IsType<AppendResult.Appended>(await again);
        Assert.Single(_journal.Events);
    }

    [Fact]
    public async Task A_lost_acknowledgement_that_the_journal_settles_itself_is_an_ordinary_success()
    {
        _driver.Faults.Enqueue(MemoryFault.ResendAfter);
        var append = _journal.Append(Given.Append(Given.Stream(), events: 2));
        _driver.Next();
        _driver.Next();
        Assert.Equal(2, Assert.IsType<AppendResult.Appended>(await append).Position);
        Assert.Equal(2, _journal.Events.Count);
    }
}
