namespace PosSaga.Journal;

/// <summary>The journal cannot take or answer this at the moment; the outcome of an append is unknown, and sending the
/// same request again settles it.</summary>
public sealed class JournalUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>A position is missing in the feed: events were removed or hidden. Readers must stop here.</summary>
public sealed class JournalGapException(long expected, long found)
    : Exception($"The journal's feed has a gap: expected position {expected}, found {found}.");

/// <summary>The history cannot be read: unknown type, broken data, or an event that does not fold.</summary>
public sealed class JournalCorruptException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>Personal data of an erased subject was about to be written.</summary>
public sealed class SubjectErasedException(string subject)
    : Exception($"The subject {subject} was erased; nothing about it can be stored.");

/// <summary>Another writer appended first, or the events were decided on a state that was not stored. Nothing was
/// written: reload and decide again.</summary>
public sealed class StreamConflictException(string message) : Exception(message);

/// <summary>The raise's idempotency key was answered before; nothing was written.</summary>
/// <param name="answer">Null when a call that shares the append is answering the key at this moment.</param>
public sealed class KeyAnsweredException(AppendResult.KeyAnswered? answer = null)
    : Exception(answer is null
        ? "The key is being answered by another call."
        : $"The key was answered at position {answer.Position}, version {answer.Version} of the stream.")
{
    public AppendResult.KeyAnswered? Answer { get; } = answer;
}
