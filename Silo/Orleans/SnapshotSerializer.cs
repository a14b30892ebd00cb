using System.Buffers.Binary;
using Orleans.Storage;
using PosSaga.Journal.Providers;

namespace PosSaga.Silo;

/// <summary>Writes a snapshot for Orleans' grain storage: version, schema, then the codec's bytes.</summary>
internal sealed class SnapshotSerializer : IGrainStorageSerializer
{
    private const int HeaderBytes = sizeof(long) + sizeof(int);

    public BinaryData Serialize<T>(T? input)
    {
        var snapshot = input as StreamSnapshot ?? throw NotASnapshot<T>();
        var bytes = new byte[HeaderBytes + snapshot.Data.Length];
        BinaryPrimitives.WriteInt64BigEndian(bytes, snapshot.Version);
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(sizeof(long)), snapshot.Schema);
        snapshot.Data.CopyTo(bytes, HeaderBytes);
        return new BinaryData(bytes);
    }

    public T Deserialize<T>(BinaryData input)
    {
        var bytes = input.ToMemory().Span;
        var snapshot = new StreamSnapshot
        {
            Version = BinaryPrimitives.ReadInt64BigEndian(bytes),
            Schema = BinaryPrimitives.ReadInt32BigEndian(bytes[sizeof(long)..]),
            Data = bytes[HeaderBytes..].ToArray(),
        };
        return snapshot is T state ? state : throw NotASnapshot<T>();
    }

    private static NotSupportedException NotASnapshot<T>() =>
        new($"Only snapshots are kept here; the state of a grain is its log. {typeof(T)} is none.");
}
