namespace PosSaga.Journal;

/// <summary>State as bytes, by the same rules as events. Unlike an event, a state may hold people who were erased since:
/// they are left out and read as erased.</summary>
public interface ISnapshotCodec
{
    ValueTask<ReadOnlyMemory<byte>> EncodeState<T>(T state, CancellationToken cancellation = default);

    /// <exception cref="JournalCorruptException">Unreadable; a snapshot is disposable, replay instead.</exception>
    ValueTask<T> DecodeState<T>(ReadOnlyMemory<byte> data, CancellationToken cancellation = default);
}
