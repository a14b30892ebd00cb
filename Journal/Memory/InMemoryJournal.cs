namespace PosSaga.Journal;

/// <summary>The same contract without a database, for simulations: no thread of its own, no thread-pool hop, and a
/// driver that decides what happens when. Without a driver every task it returns is already completed.</summary>
public sealed partial class InMemoryJournal : IEventJournal, IJournalFeed, IJournalVerifier
{
    private readonly Lock _lock = new();
    private readonly IMemoryJournalDriver _driver;
    private readonly TimeProvider _clock;

    public InMemoryJournal(JournalOptions options, TimeProvider clock, IMemoryJournalDriver? driver = null)
    {
        (Partitions, _clock, _driver) = (options.Partitions, clock, driver ?? new PromptDriver());
        var master = MasterKey.From(options);
        Keys = new SubjectKeyRing(new KeyTable(this), master, options.FillRandom, clock);
        var parts = new JournalParts(
            this, this, this, this, this, this, Keys, this, new MailTable(this, master),
            new SignedHeads(new HeadTable(this), new HeadSigner(master), clock));
        System = new JournalSystem(parts, new(JournalKind.Memory, "Memory", null, null), _ => Task.CompletedTask);
    }

    public int Partitions { get; }

    public SubjectKeyRing Keys { get; }

    /// <summary>The same parts as those of a journal on a database.</summary>
    public JournalSystem System { get; }

    /// <summary>Does one operation when the driver says so. Tasks are completed in place: a continuation runs on the
    /// driver's thread, or on the scheduler that its awaiter captured.</summary>
    private Task<T> Run<T>(MemoryStep step, string about, Func<T> work)
    {
        var done = new TaskCompletionSource<T>();
        _driver.Schedule(step, about, () =>
        {
            var fault = _driver.Fault(step, about);
            Action answer;
            try
            {
                answer = Do(fault, work, done);
            }
            // Whatever was thrown belongs to the caller, who waits for it.
            catch (Exception e)
            {
                answer = () => done.SetException(e);
            }
            _driver.Schedule(MemoryStep.Answer, about, answer);
        });
        return done.Task;
    }

    private Action Do<T>(MemoryFault fault, Func<T> work, TaskCompletionSource<T> done)
    {
        if (fault == MemoryFault.FailBefore)
            throw new JournalUnavailableException("Simulated: the journal failed before it did anything.");
        T result;
        lock (_lock)
        {
            result = work();
            if (fault == MemoryFault.ResendAfter && result is AppendResult)
                result = work();
        }
        WakeReaders();
        return fault == MemoryFault.FailAfter
            ? throw new JournalUnavailableException("Simulated: the answer was lost.")
            : () => done.SetResult(result);
    }
}
