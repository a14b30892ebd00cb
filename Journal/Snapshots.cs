namespace PosSaga.Journal;

/// <summary>A snapshot: disposable, the events say the same.</summary>
/// <param name="Version">Of the last event it covers.</param>
/// <param name="Schema">Of the bytes; a reader that knows another schema replays instead.</param>
public sealed record SnapshotRow(string Stream, long Version, int Schema, ReadOnlyMemory<byte> Data);

/// <summary>At most one snapshot per stream.</summary>
public interface ISnapshotTable
{
    Task<SnapshotRow?> Read(string stream, CancellationToken cancellation = default);

    /// <summary>Keeps the row unless the table holds one of a higher version.</summary>
    Task Write(SnapshotRow row, CancellationToken cancellation = default);

    /// <summary>Forgets a snapshot, for instance because it holds an erased person.</summary>
    Task Remove(string stream, CancellationToken cancellation = default);
}
