using System.Runtime.InteropServices;

namespace PosSaga.Journal;

internal sealed class SqlSnapshots(ISqlTables tables) : ISnapshotTable
{
    private readonly string _table = tables.Schema + "snapshots";

    public async Task<SnapshotRow?> Read(string stream, CancellationToken cancellation = default)
    {
        var found = await tables.Query($"select version, schema, data from {_table} where stream = $1",
            r => new SnapshotRow(stream, r.GetInt64(0), (int)r.GetInt64(1), r.GetFieldValue<byte[]>(2)),
            cancellation, stream).ConfigureAwait(false);
        return found.Count == 0 ? null : found[0];
    }

    public Task Write(SnapshotRow row, CancellationToken cancellation = default) => tables.Execute($"""
        insert into {_table} as s (stream, version, schema, data) values ($1, $2, $3, $4)
        on conflict (stream) do update set version = excluded.version, schema = excluded.schema, data = excluded.data
        where s.version <= excluded.version
        """, repeatable: true, cancellation, row.Stream, row.Version, (long)row.Schema, Bytes(row.Data));

    public Task Remove(string stream, CancellationToken cancellation = default) =>
        tables.Execute($"delete from {_table} where stream = $1", repeatable: true, cancellation, stream);

    private static byte[] Bytes(ReadOnlyMemory<byte> memory) =>
        MemoryMarshal.TryGetArray(memory, out var part) && part.Count == part.Array!.Length
            ? part.Array
            : memory.ToArray();
}
