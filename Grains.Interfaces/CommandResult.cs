namespace PosSaga;

/// <summary>A grain's answer to a command: done (with the state afterwards), or refused.</summary>
/// <param name="Replayed">The command had been answered before; this is that first answer again, a refusal too.</param>
/// <param name="Position">Journal position that a reader must have reached to see the effect; 0 where nothing was written.</param>
[GenerateSerializer, Immutable, Alias("possaga.answer`1")]
public sealed record CommandResult<T>(
    T? Value,
    Refusal? Refusal = null,
    bool Replayed = false,
    long Position = 0)
{
    public bool IsDone => Refusal is null;

    public static CommandResult<T> Done(T value, long position, bool replayed = false) => new(value, null, replayed, position);

    public static CommandResult<T> Refused(Refusal refusal, bool replayed = false) => new(default, refusal, replayed);
}
