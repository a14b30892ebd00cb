using NpgsqlTypes;

namespace PosSaga.Journal;

/// <summary>The parameters of <c>journal.append_all</c>, for a batch of which everything fits.</summary>
internal sealed class AppendAllArrays : BatchArrays
{
    public const string Sql = """
        select journal.append_all(
            $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22,
            $23, $24)
        """;

    private readonly List<string> _stream;
    private readonly List<long> _expected;
    private readonly List<ReadOnlyMemory<byte>> _expectedHash;
    private readonly List<long> _version;
    private readonly List<byte[]> _hash;
    private readonly List<string> _newStream;
    private readonly List<long> _newVersion;
    private readonly List<byte[]> _newHash;
    private readonly List<string> _eventStream;
    private readonly List<long> _eventVersion;
    private readonly Events _events;
    private readonly List<string> _keyStream;
    private readonly List<string> _key;
    private readonly List<string> _fingerprint;
    private readonly List<int> _keyPlace;
    private readonly List<long> _keyVersion;
    private readonly List<string> _subject;

    public AppendAllArrays()
    {
        _stream = Column<string>(NpgsqlDbType.Text);
        _expected = Column<long>(NpgsqlDbType.Bigint);
        _expectedHash = Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Bytea);
        _version = Column<long>(NpgsqlDbType.Bigint);
        _hash = Column<byte[]>(NpgsqlDbType.Bytea);
        _newStream = Column<string>(NpgsqlDbType.Text);
        _newVersion = Column<long>(NpgsqlDbType.Bigint);
        _newHash = Column<byte[]>(NpgsqlDbType.Bytea);
        _eventStream = Column<string>(NpgsqlDbType.Text);
        _eventVersion = Column<long>(NpgsqlDbType.Bigint);
        _events = new Events(this);
        _keyStream = Column<string>(NpgsqlDbType.Text);
        _key = Column<string>(NpgsqlDbType.Text);
        _fingerprint = Column<string>(NpgsqlDbType.Text);
        _keyPlace = Column<int>(NpgsqlDbType.Integer);
        _keyVersion = Column<long>(NpgsqlDbType.Bigint);
        _subject = Column<string>(NpgsqlDbType.Text);
    }

    public override void Fill(IReadOnlyList<PendingAppend> batch)
    {
        Clear();
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
