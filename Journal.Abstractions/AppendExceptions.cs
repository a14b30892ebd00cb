namespace PosSaga.Journal;

/// <summary>Somebody else appended first, or the events were decided on a state that turned out not to be true.
/// Nothing was written: reload and decide anew.</summary>
public sealed class StreamConflictException(string message) : Exception(message);

/// <summary>The raise's idempotency key was answered before; nothing was written.</summary>
public sealed class KeyAnsweredException(AppendResult.KeyAnswered answer)
    : Exception($"The key was answered at position {answer.Position}, version {answer.Version} of the stream.")
{
    public AppendResult.KeyAnswered Answer { get; } = answer;
}
