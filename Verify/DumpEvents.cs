using System.Globalization;
using System.Text;
using PosSaga.Journal;

namespace PosSaga.Verify;

/// <summary>Events of a plain-format <c>pg_dump</c>, read as text: no server is needed. A dump lists rows as they lie in
/// the table, which is not always the order of positions (room that a vacuum freed is filled later): a first pass notes
/// where each event begins, 16 bytes an event.</summary>
internal static class DumpEvents
{
    private const string Copy = "COPY journal.events (";

    /// <exception cref="InputException">There is no table of events in it, or not as PosSaga has it.</exception>
    public static IEnumerable<RecordedEvent> Read(string path)
    {
        using var lines = new SeekableLines(path);
        var at = Columns(lines, path);
        var index = new List<(long Position, long Offset)>();
        for (var offset = lines.Offset; lines.Next() is { } row && row != "\\."; offset = lines.Offset)
            index.Add((long.Parse(row.Split('\t')[at["position"]], CultureInfo.InvariantCulture), offset));
        index.Sort();
        foreach (var (_, offset) in index)
        {
            lines.Seek(offset);
            yield return EventOf(lines.Next()!.Split('\t'), at);
        }
    }

    private static Dictionary<string, int> Columns(SeekableLines lines, string path)
    {
        while (lines.Next() is { } line)
            if (line.StartsWith(Copy, StringComparison.Ordinal))
                return line[Copy.Length..line.IndexOf(')', StringComparison.Ordinal)]
                    .Replace("\"", "", StringComparison.Ordinal).Split(", ")
                    .Select((name, i) => (name, i)).ToDictionary(c => c.name, c => c.i);
        throw new InputException($"{path} has no rows of journal.events in plain format (pg_dump --format=plain).");
    }

    private static RecordedEvent EventOf(string[] row, Dictionary<string, int> at)
    {
        string? Text(string name) => row[at[name]] == "\\N" ? null : Unescape(row[at[name]]);
        long Number(string name) => long.Parse(row[at[name]], CultureInfo.InvariantCulture);
        return new(
            Number("position"), (int)Number("partition"), Text("stream")!, Number("version"),
            Guid.Parse(row[at["event_id"]]), Text("type")!, Encoding.UTF8.GetBytes(Text("data")!),
            Encoding.UTF8.GetBytes(Text("metadata")!), Text("process_key"), Number("time_micros"),
            Convert.FromHexString(row[at["hash"]].AsSpan("\\\\x".Length)));
    }

    // https://www.postgresql.org/docs/15/sql-copy.html, text format: a backslash before what would end a value.
    private static string Unescape(string value)
    {
        if (!value.Contains('\\', StringComparison.Ordinal))
            return value;
        var text = new StringBuilder(value.Length);
        for (var i = 0; i < value.Length; i++)
            text.Append(value[i] != '\\' ? value[i] : value[++i] switch
            {
                'n' => '\n', 't' => '\t', 'r' => '\r', 'b' => '\b', 'f' => '\f', 'v' => '\v',
                var other => other,
            });
        return text.ToString();
    }
}

/// <summary>Lines of a file, and where each begins.</summary>
internal sealed class SeekableLines(string path) : IDisposable
{
    private readonly FileStream _file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
    private readonly byte[] _buffer = new byte[1 << 16];
    private readonly MemoryStream _line = new();
    private long _bufferAt;
    private int _length;
    private int _next;

    /// <summary>Of the next line, in bytes.</summary>
    public long Offset => _bufferAt + _next;

    public void Seek(long offset)
    {
        if (offset >= _bufferAt && offset <= _bufferAt + _length)
        {
            _next = (int)(offset - _bufferAt);
            return;
        }
        _file.Seek(offset, SeekOrigin.Begin);
        (_bufferAt, _length, _next) = (offset, 0, 0);
    }

    /// <summary>Null at the end of the file.</summary>
    public string? Next()
    {
        _line.SetLength(0);
        while (_next < _length || Fill())
        {
            var rest = _buffer.AsSpan(_next, _length - _next);
            var end = rest.IndexOf((byte)'\n');
            _line.Write(end < 0 ? rest : rest[..end]);
            _next += end < 0 ? rest.Length : end + 1;
            if (end >= 0)
                return Encoding.UTF8.GetString(_line.GetBuffer().AsSpan(0, (int)_line.Length));
        }
        return _line.Length == 0 ? null : Encoding.UTF8.GetString(_line.GetBuffer().AsSpan(0, (int)_line.Length));
    }

    public void Dispose()
    {
        _file.Dispose();
        _line.Dispose();
    }

    private bool Fill()
    {
        _bufferAt += _length;
        (_length, _next) = (_file.Read(_buffer), 0);
        return _length > 0;
    }
}
