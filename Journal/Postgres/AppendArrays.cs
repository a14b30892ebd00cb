using NpgsqlTypes;

namespace PosSaga.Journal;

/// <summary>The parameters of <c>journal.append</c>, which sorts out a batch of which something does not fit.</summary>
internal sealed class AppendArrays : BatchArrays
{
    public const string Sql = """
        select append, verdict, "position", version, hash, fingerprint
        from journal.append(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24)
        """;

    private readonly List<string> _stream;
    private readonly List<long> _expected;
    private readonly List<ReadOnlyMemory<byte>> _expectedHash;
    private readonly List<int> _count;
    private readonly List<Guid> _firstId;
    private readonly List<byte[]> _headHash;
    private readonly List<int> _eventAppend;
    private readonly List<int> _offset;
    private readonly List<string> _eventStream;
    private readonly Events _events;
    private readonly List<int> _keyAppend;
    private readonly List<string> _keyStream;
    private readonly List<string> _key;
    private readonly List<string> _fingerprint;
    private readonly List<int> _keyEvent;
    private readonly List<int> _subjectAppend;
    private readonly List<string> _subject;

    public AppendArrays()
    {
        _stream = Column<string>(NpgsqlDbType.Text);
        _expected = Column<long>(NpgsqlDbType.Bigint);
        _expectedHash = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _count = Column<int>(NpgsqlDbType.Integer);
        _firstId = Column<Guid>(NpgsqlDbType.Uuid);
        _headHash = Column<byte[]>(NpgsqlDbType.Bytea);
        _eventAppend = Column<int>(NpgsqlDbType.Integer);
        _offset = Column<int>(NpgsqlDbType.Integer);
        _eventStream = Column<string>(NpgsqlDbType.Text);
        _events = new Events(this);
        _keyAppend = Column<int>(NpgsqlDbType.Integer);
        _keyStream = Column<string>(NpgsqlDbType.Text);
        _key = Column<string>(NpgsqlDbType.Text);
        _fingerprint = Column<string>(NpgsqlDbType.Text);
        _keyEvent = Column<int>(NpgsqlDbType.Integer);
        _subjectAppend = Column<int>(NpgsqlDbType.Integer);
        _subject = Column<string>(NpgsqlDbType.Text);
    }

    public override void Fill(IReadOnlyList<PendingAppend> batch)
    {
        Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            Add(batch[i], i + 1);
            foreach (var key in batch[i].Request.Keys ?? [])
                AddKey(batch[i].Request.Stream, key, i + 1);
            foreach (var subject in batch[i].Subjects)
            {
                _subjectAppend.Add(i + 1);
                _subject.Add(subject);
            }
        }
    }

    private void Add(PendingAppend append, int number)
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

    private void AddKey(string stream, AppendKey key, int number)
    {
        _keyAppend.Add(number);
        _keyStream.Add(stream);
        _key.Add(key.Key);
        _fingerprint.Add(key.Fingerprint);
        _keyEvent.Add(key.Event);
    }
}
