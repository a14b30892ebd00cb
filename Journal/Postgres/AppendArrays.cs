using Npgsql;
using NpgsqlTypes;

namespace PosSaga.Journal;

/// <summary>The parameters of <c>journal.append</c>: one array per column, filled anew for each batch. Texts that are
/// UTF-8 already go out as they are.</summary>
internal sealed class AppendArrays
{
    public const string Sql = """
        select append, verdict, "position", version, hash, fingerprint
        from journal.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24)
        """;

    private readonly List<string> _stream = [];
    private readonly List<long> _expected = [];
    private readonly List<ReadOnlyMemory<byte>> _expectedHash = [];
    private readonly List<int> _count = [];
    private readonly List<Guid> _firstId = [];
    private readonly List<byte[]> _headHash = [];

    private readonly List<int> _eventAppend = [];
    private readonly List<int> _offset = [];
    private readonly List<string> _eventStream = [];
    private readonly List<short> _partition = [];
    private readonly List<Guid> _id = [];
    private readonly List<string> _type = [];
    private readonly List<ReadOnlyMemory<byte>> _data = [];
    private readonly List<ReadOnlyMemory<byte>> _metadata = [];
    private readonly List<string?> _processKey = [];
    private readonly List<long> _time = [];
    private readonly List<byte[]> _hash = [];

    private readonly List<int> _keyAppend = [];
    private readonly List<string> _keyStream = [];
    private readonly List<string> _key = [];
    private readonly List<string> _fingerprint = [];
    private readonly List<int> _keyEvent = [];
    private readonly List<int> _subjectAppend = [];
    private readonly List<string> _subject = [];

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        void Add<T>(List<T> values, NpgsqlDbType element) => parameters.Add(
            new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element });

        Add(_stream, NpgsqlDbType.Text);
        Add(_expected, NpgsqlDbType.Bigint);
        Add(_expectedHash, NpgsqlDbType.Bytea);
        Add(_count, NpgsqlDbType.Integer);
        Add(_firstId, NpgsqlDbType.Uuid);
        Add(_headHash, NpgsqlDbType.Bytea);
        Add(_eventAppend, NpgsqlDbType.Integer);
        Add(_offset, NpgsqlDbType.Integer);
        Add(_eventStream, NpgsqlDbType.Text);
        Add(_partition, NpgsqlDbType.Smallint);
        Add(_id, NpgsqlDbType.Uuid);
        Add(_type, NpgsqlDbType.Text);
        Add(_data, NpgsqlDbType.Text);
        Add(_metadata, NpgsqlDbType.Text);
        Add(_processKey, NpgsqlDbType.Text);
        Add(_time, NpgsqlDbType.Bigint);
        Add(_hash, NpgsqlDbType.Bytea);
        Add(_keyAppend, NpgsqlDbType.Integer);
        Add(_keyStream, NpgsqlDbType.Text);
        Add(_key, NpgsqlDbType.Text);
        Add(_fingerprint, NpgsqlDbType.Text);
        Add(_keyEvent, NpgsqlDbType.Integer);
        Add(_subjectAppend, NpgsqlDbType.Integer);
        Add(_subject, NpgsqlDbType.Text);
    }

    public void Fill(IReadOnlyList<PendingAppend> batch)
    {
        Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            AddAppend(batch[i]);
            AddEvents(batch[i], i + 1);
            foreach (var key in batch[i].Request.Keys ?? [])
                AddKey(batch[i].Request.Stream, key, i + 1);
            foreach (var subject in batch[i].Subjects)
            {
                _subjectAppend.Add(i + 1);
                _subject.Add(subject);
            }
        }
    }

    private void AddAppend(PendingAppend append)
    {
        _stream.Add(append.Request.Stream);
        _expected.Add(append.Request.Expected.Version);
        _expectedHash.Add(append.Request.Expected.Hash);
        _count.Add(append.Hashes.Length);
        _firstId.Add(append.Request.Events[0].Id);
        _headHash.Add(append.Hashes[^1]);
    }

    private void AddEvents(PendingAppend append, int number)
    {
        for (var i = 0; i < append.Hashes.Length; i++)
        {
            var e = append.Request.Events[i];
            _eventAppend.Add(number);
            _offset.Add(i);
            _eventStream.Add(append.Request.Stream);
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

    private void AddKey(string stream, AppendKey key, int number)
    {
        _keyAppend.Add(number);
        _keyStream.Add(stream);
        _key.Add(key.Key);
        _fingerprint.Add(key.Fingerprint);
        _keyEvent.Add(key.Event);
    }

    private void Clear()
    {
        foreach (var list in (ReadOnlySpan<System.Collections.IList>)
            [_stream, _expected, _expectedHash, _count, _firstId, _headHash, _eventAppend, _offset, _eventStream, _partition,
             _id, _type, _data, _metadata, _processKey, _time, _hash, _keyAppend, _keyStream, _key, _fingerprint, _keyEvent,
             _subjectAppend, _subject])
            list.Clear();
    }
}
