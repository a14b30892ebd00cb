namespace PosSaga.Streams;

/// <summary>A state that knows how far its grain has answered its stream.</summary>
public interface IParticipantState
{
    /// <summary>Position of the last event that was answered, folded from the answers themselves; 0 for none.</summary>
    long HandledUpTo { get; }
}
