using Npgsql;
using NpgsqlTypes;

namespace PosSaga.Journal;

/// <summary>Parameters of an append function: one array per column, in the order of the function, refilled for each
/// batch.</summary>
internal sealed class ParameterColumns
{
    private readonly List<System.Collections.IList> _columns = [];
    private readonly List<NpgsqlParameter> _parameters = [];

    public List<string> Text() => Add<string>(NpgsqlDbType.Text);

    public List<string?> NullableText() => Add<string?>(NpgsqlDbType.Text);

    /// <summary>UTF-8 that goes to the server as it is.</summary>
    public List<ReadOnlyMemory<byte>> Utf8() => Add<ReadOnlyMemory<byte>>(NpgsqlDbType.Text);

    public List<ReadOnlyMemory<byte>> Memory() => Add<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);

    public List<byte[]> Bytes() => Add<byte[]>(NpgsqlDbType.Bytea);

    public List<long> Bigint() => Add<long>(NpgsqlDbType.Bigint);

    public List<int> Integer() => Add<int>(NpgsqlDbType.Integer);

    public List<short> Smallint() => Add<short>(NpgsqlDbType.Smallint);

    public List<Guid> Uuid() => Add<Guid>(NpgsqlDbType.Uuid);

    public void AddTo(NpgsqlParameterCollection parameters) => _parameters.ForEach(p => parameters.Add(p));

    public void Clear() => _columns.ForEach(column => column.Clear());

    private List<T> Add<T>(NpgsqlDbType element)
    {
        var values = new List<T>();
        _columns.Add(values);
        _parameters.Add(
            new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element });
        return values;
    }
}

/// <summary>The columns of the events themselves, which both functions have.</summary>
internal sealed class EventColumns(ParameterColumns columns)
{
    private readonly List<short> _partition = columns.Smallint();
    private readonly List<Guid> _id = columns.Uuid();
    private readonly List<string> _type = columns.Text();
    private readonly List<ReadOnlyMemory<byte>> _data = columns.Utf8();
    private readonly List<ReadOnlyMemory<byte>> _metadata = columns.Utf8();
    private readonly List<string?> _processKey = columns.NullableText();
    private readonly List<long> _time = columns.Bigint();
    private readonly List<byte[]> _hash = columns.Bytes();

    public void Add(PendingAppend append, int i)
    {
        var e = append.Request.Events[i];
        _partition.Add((short)append.PartitionOf[i]);
        _id.Add(e.Id);
        _type.Add(e.Type);
        _data.Add(e.Data);
        _metadata.Add(e.Metadata);
        _processKey.Add(e.ProcessKey);
        _time.Add(e.TimeMicros);
        _hash.Add(append.Hashes[i]);
    }
}

/// <summary>The parameters of <c>journal.append_all</c>, for a batch of which every append fits.</summary>
internal sealed class AppendAllParameters(ParameterColumns columns)
{
    public const string Sql = """
        select journal.append_all(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24)
        """;

    private readonly List<string> _stream = columns.Text();
    private readonly List<long> _expected = columns.Bigint();
    private readonly List<ReadOnlyMemory<byte>> _expectedHash = columns.Memory();
    private readonly List<long> _version = columns.Bigint();
    private readonly List<byte[]> _hash = columns.Bytes();
    private readonly List<string> _newStream = columns.Text();
    private readonly List<long> _newVersion = columns.Bigint();
    private readonly List<byte[]> _newHash = columns.Bytes();
    private readonly List<string> _eventStream = columns.Text();
    private readonly List<long> _eventVersion = columns.Bigint();
    private readonly EventColumns _events = new(columns);
    private readonly List<string> _keyStream = columns.Text();
    private readonly List<string> _key = columns.Text();
    private readonly List<string> _fingerprint = columns.Text();
    private readonly List<int> _keyPlace = columns.Integer();
    private readonly List<long> _keyVersion = columns.Bigint();
    private readonly List<string> _subject = columns.Text();

    public void Fill(IReadOnlyList<PendingAppend> batch)
    {
        columns.Clear();
        foreach (var append in batch)
        {
            AddHead(append);
            var before = _eventStream.Count;
            for (var i = 0; i < append.Hashes.Length; i++)
            {
                _eventStream.Add(append.Request.Stream);
                _eventVersion.Add(append.Request.Expected.Version + 1 + i);
                _events.Add(append, i);
            }
            foreach (var key in append.Request.Keys ?? [])
                AddKey(append, key, before);
            _subject.AddRange(append.Subjects);
        }
    }

    private void AddHead(PendingAppend append)
    {
        var (request, head) = (append.Request, append.NewHead);
        if (request.Expected.Version == 0)
        {
            _newStream.Add(request.Stream);
            _newVersion.Add(head.Version);
            _newHash.Add(append.Hashes[^1]);
            return;
        }
        _stream.Add(request.Stream);
        _expected.Add(request.Expected.Version);
        _expectedHash.Add(request.Expected.Hash);
        _version.Add(head.Version);
        _hash.Add(append.Hashes[^1]);
    }

    private void AddKey(PendingAppend append, AppendKey key, int before)
    {
        _keyStream.Add(append.Request.Stream);
        _key.Add(key.Key);
        _fingerprint.Add(key.Fingerprint);
        _keyPlace.Add(before + key.Event + 1);
        _keyVersion.Add(append.Request.Expected.Version + 1 + key.Event);
    }
}

/// <summary>The parameters of <c>journal.append</c>, which judges each append of a batch by itself. Appends are
/// numbered from 1.</summary>
internal sealed class AppendEachParameters(ParameterColumns columns)
{
    public const string Sql = """
        select append, verdict, "position", version, hash, fingerprint
        from journal.append(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24)
        """;

    private readonly List<string> _stream = columns.Text();
    private readonly List<long> _expected = columns.Bigint();
    private readonly List<ReadOnlyMemory<byte>> _expectedHash = columns.Memory();
    private readonly List<int> _count = columns.Integer();
    private readonly List<Guid> _firstId = columns.Uuid();
    private readonly List<byte[]> _headHash = columns.Bytes();
    private readonly List<int> _eventAppend = columns.Integer();
    private readonly List<int> _offset = columns.Integer();
    private readonly List<string> _eventStream = columns.Text();
    private readonly EventColumns _events = new(columns);
    private readonly List<int> _keyAppend = columns.Integer();
    private readonly List<string> _keyStream = columns.Text();
    private readonly List<string> _key = columns.Text();
    private readonly List<string> _fingerprint = columns.Text();
    private readonly List<int> _keyEvent = columns.Integer();
    private readonly List<int> _subjectAppend = columns.Integer();
    private readonly List<string> _subject = columns.Text();

    public void Fill(IReadOnlyList<PendingAppend> batch)
    {
        columns.Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            AddEvents(batch[i], i + 1);
            foreach (var key in batch[i].Request.Keys ?? [])
            {
                _keyAppend.Add(i + 1);
                _keyStream.Add(batch[i].Request.Stream);
                _key.Add(key.Key);
                _fingerprint.Add(key.Fingerprint);
                _keyEvent.Add(key.Event);
            }
            foreach (var subject in batch[i].Subjects)
            {
                _subjectAppend.Add(i + 1);
                _subject.Add(subject);
            }
        }
    }

    private void AddEvents(PendingAppend append, int number)
    {
        _stream.Add(append.Request.Stream);
        _expected.Add(append.Request.Expected.Version);
        _expectedHash.Add(append.Request.Expected.Hash);
        _count.Add(append.Hashes.Length);
        _firstId.Add(append.Request.Events[0].Id);
        _headHash.Add(append.Hashes[^1]);
        for (var i = 0; i < append.Hashes.Length; i++)
        {
            _eventAppend.Add(number);
            _offset.Add(i);
            _eventStream.Add(append.Request.Stream);
            _events.Add(append, i);
        }
    }
}
