namespace PosSaga.Journal;

/// <summary>Somebody else appended first, or the events were decided on a state that turned out not to be true.
/// Nothing was written: reload and decide anew.</summary>
public sealed class StreamConflictException(string message) : Exception(message);

/// <summary>The raise's idempotency key was answered before; nothing was written.</summary>
/// <param name="answer">Where; null when a call that shares the flush is just answering it.</param>
public sealed class KeyAnsweredException(AppendResult.KeyAnswered? answer = null)
    : Exception(answer is null
        ? "The key is being answered by another call."
        : $"The key was answered at position {answer.Position}, version {answer.Version} of the stream.")
{
    public AppendResult.KeyAnswered? Answer { get; } = answer;
}
