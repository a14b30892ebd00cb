using System.Runtime.InteropServices;

namespace PosSaga.Journal;

/// <summary>A stored state. It may be deleted: the events yield the same state.</summary>
/// <param name="Version">Of the last event it includes.</param>
/// <param name="Schema">Version of the data's form; a reader of another schema replays the events.</param>
public sealed record SnapshotRow(string Stream, long Version, int Schema, ReadOnlyMemory<byte> Data);

/// <summary>At most one snapshot per stream.</summary>
public interface ISnapshotTable
{
    Task<SnapshotRow?> Read(string stream, CancellationToken cancellation = default);

    /// <summary>Keeps the row unless the table holds one of a higher version.</summary>
    Task Write(SnapshotRow row, CancellationToken cancellation = default);

    Task Remove(string stream, CancellationToken cancellation = default);
}

internal sealed class SqlSnapshots(ISqlExecutor sql) : ISnapshotTable
{
    private readonly string _table = sql.Schema + "snapshots";

    public Task<SnapshotRow?> Read(string stream, CancellationToken cancellation = default) =>
        sql.QueryFirst($"select version, schema, data from {_table} where stream = $1",
            r => new SnapshotRow(stream, r.GetInt64(0), (int)r.GetInt64(1), r.GetFieldValue<byte[]>(2)),
            cancellation, stream);

    public Task Write(SnapshotRow row, CancellationToken cancellation = default) => sql.Execute($"""
        insert into {_table} as s (stream, version, schema, data) values ($1, $2, $3, $4)
        on conflict (stream) do update set version = excluded.version, schema = excluded.schema, data = excluded.data
        where s.version <= excluded.version
        """, idempotent: true, cancellation, row.Stream, row.Version, (long)row.Schema, Bytes(row.Data));

    public Task Remove(string stream, CancellationToken cancellation = default) =>
        sql.Execute($"delete from {_table} where stream = $1", idempotent: true, cancellation, stream);

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var part) && part.Count == part.Array!.Length
            ? part.Array
            : memory.ToArray();
}
