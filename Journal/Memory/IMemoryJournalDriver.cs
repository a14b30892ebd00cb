namespace PosSaga.Journal;

public enum MemoryStep
{
    Append,
    Read,

    /// <summary>Checkpoints, leases, dead letters, snapshots.</summary>
    Table,

    /// <summary>Completes one of the above.</summary>
    Answer,
}

public enum MemoryFault
{
    None,

    /// <summary>Throws <see cref="JournalUnavailableException"/> before the operation.</summary>
    FailBefore,

    /// <summary>Throws <see cref="JournalUnavailableException"/> after the operation.</summary>
    FailAfter,

    /// <summary>Runs an append twice, as when the journal itself sends it again after a lost acknowledgement.</summary>
    ResendAfter,
}

/// <summary>Decides in a simulation when each operation of the in-memory journal runs, and which of them
/// fail.</summary>
public interface IMemoryJournalDriver
{
    /// <summary>Must call <paramref name="run"/> once, now or later; else the caller waits for ever.</summary>
    /// <param name="about">The stream, checkpoint or lease.</param>
    void Schedule(MemoryStep step, string about, Action run);

    /// <summary>Called just before the operation.</summary>
    MemoryFault Fault(MemoryStep step, string about);
}

/// <summary>Runs every operation at once; none fails.</summary>
internal sealed class ImmediateDriver : IMemoryJournalDriver
{
    public void Schedule(MemoryStep step, string about, Action run) => run();

    public MemoryFault Fault(MemoryStep step, string about) => MemoryFault.None;
}
