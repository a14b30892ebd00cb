namespace PosSaga.Journal;

/// <summary>What an operation on the in-memory journal is doing when a driver is asked.</summary>
public enum MemoryStep
{
    Append,
    Read,

    /// <summary>Checkpoints, leases, dead letters, snapshots.</summary>
    Table,

    /// <summary>The answer of any of the above is on its way back.</summary>
    Answer,
}

public enum MemoryFault
{
    None,

    /// <summary>Nothing was done; the caller gets <see cref="JournalUnavailableException"/>.</summary>
    FailBefore,

    /// <summary>It was done; the caller gets <see cref="JournalUnavailableException"/> all the same.</summary>
    FailAfter,

    /// <summary>An append was done, the acknowledgement was lost, and the journal sent it again by itself.</summary>
    ResendAfter,
}

/// <summary>Decides, in a simulation, when each operation of the in-memory journal happens and which of them fail.
/// The journal never uses another thread: what the driver does not run does not happen.</summary>
public interface IMemoryJournalDriver
{
    /// <summary>Runs <paramref name="run"/> exactly once, now or later; to drop it is to hang the caller.</summary>
    /// <param name="about">The stream, checkpoint or lease.</param>
    void Schedule(MemoryStep step, string about, Action run);

    /// <summary>Asked just before an operation is done.</summary>
    MemoryFault Fault(MemoryStep step, string about);
}

/// <summary>Everything at once, nothing fails.</summary>
internal sealed class PromptDriver : IMemoryJournalDriver
{
    public void Schedule(MemoryStep step, string about, Action run) => run();

    public MemoryFault Fault(MemoryStep step, string about) => MemoryFault.None;
}
