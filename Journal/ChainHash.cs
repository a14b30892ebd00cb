using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace PosSaga.Journal;

/// <summary>The hash that chains a stream's events. It covers everything that is stored of an event but its position,
/// which is assigned within the commit. Each part of variable length is preceded by its length, so that different
/// events have different inputs.</summary>
public static class ChainHash
{
    public const int Size = SHA256.HashSizeInBytes;
    private const byte FormatVersion = 1;

    public static byte[] Next(ReadOnlySpan<byte> previous, string stream, long version, NewEvent e) => Compute(
        previous, stream, version, e.Id, e.Type, e.TimeMicros, e.ProcessKey, e.Data.Span, e.Metadata.Span);

    public static byte[] Next(ReadOnlySpan<byte> previous, RecordedEvent e) => Compute(
        previous, e.Stream, e.Version, e.Id, e.Type, e.TimeMicros, e.ProcessKey, e.Data.Span, e.Metadata.Span);

    private static byte[] Compute(
        ReadOnlySpan<byte> previous, string stream, long version, Guid id, string type, long timeMicros,
        string? processKey, ReadOnlySpan<byte> data, ReadOnlySpan<byte> metadata)
    {
        // One call with one buffer: an incremental hash would call into the crypto library nine times.
        var texts = stream.Length + type.Length + (processKey?.Length ?? 0);
        var buffer = ArrayPool<byte>.Shared.Rent(
            64 + 16 + 8 + 8 + 24 + previous.Length + (texts * 3) + data.Length + metadata.Length);
        var input = new Input(buffer);
        input.Byte(FormatVersion);
        input.Bytes(previous);
        input.Text(stream);
        input.Number(version);
        input.Id(id);
        input.Text(type);
        input.Number(timeMicros);
        input.Text(processKey);
        input.Bytes(data);
        input.Bytes(metadata);
        var hash = SHA256.HashData(input.Written);
        ArrayPool<byte>.Shared.Return(buffer);
        return hash;
    }

    private ref struct Input(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;
        private int _at;

        public readonly ReadOnlySpan<byte> Written => _buffer[.._at];

        public void Byte(byte value) => _buffer[_at++] = value;

        public void Number(long value)
        {
            BinaryPrimitives.WriteInt64BigEndian(_buffer[_at..], value);
            _at += 8;
        }

        public void Id(Guid value)
        {
            value.TryWriteBytes(_buffer[_at..], bigEndian: true, out var written);
            _at += written;
        }

        public void Bytes(ReadOnlySpan<byte> value)
        {
            Length(value.Length);
            value.CopyTo(_buffer[_at..]);
            _at += value.Length;
        }

        public void Text(string? value)
        {
            if (value is null)
            {
                Length(-1);
                return;
            }
            var written = Encoding.UTF8.GetBytes(value, _buffer[(_at + 4)..]);
            Length(written);
            _at += written;
        }

        private void Length(int value)
        {
            BinaryPrimitives.WriteInt32BigEndian(_buffer[_at..], value);
            _at += 4;
        }
    }
}
