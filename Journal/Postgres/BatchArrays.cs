using Npgsql;
using NpgsqlTypes;

namespace PosSaga.Journal;

/// <summary>Parameters of an append function: one array per column, filled anew for each batch.</summary>
internal abstract class BatchArrays
{
    private readonly List<System.Collections.IList> _columns = [];
    private readonly List<NpgsqlParameter> _parameters = [];

    /// <summary>Declares the next parameter of the function.</summary>
    protected List<T> Column<T>(NpgsqlDbType element)
    {
        var values = new List<T>();
        _columns.Add(values);
        _parameters.Add(
            new NpgsqlParameter<List<T>> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element });
        return values;
    }

    public void AddTo(NpgsqlParameterCollection parameters)
    {
        foreach (var parameter in _parameters)
            parameters.Add(parameter);
    }

    public abstract void Fill(IReadOnlyList<PendingAppend> batch);

    protected void Clear()
    {
        foreach (var column in _columns)
            column.Clear();
    }

    /// <summary>The columns of the events themselves. Texts that are UTF-8 already go out as they are.</summary>
    protected sealed class Events(BatchArrays owner)
    {
        private readonly List<short> _partition = owner.Column<short>(NpgsqlDbType.Smallint);
        private readonly List<Guid> _id = owner.Column<Guid>(NpgsqlDbType.Uuid);
        private readonly List<string> _type = owner.Column<string>(NpgsqlDbType.Text);
        private readonly List<ReadOnlyMemory<byte>> _data = owner.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Text);
        private readonly List<ReadOnlyMemory<byte>> _metadata = owner.Column<ReadOnlyMemory<byte>>(NpgsqlDbType.Text);
        private readonly List<string?> _processKey = owner.Column<string?>(NpgsqlDbType.Text);
        private readonly List<long> _time = owner.Column<long>(NpgsqlDbType.Bigint);
        private readonly List<byte[]> _hash = owner.Column<byte[]>(NpgsqlDbType.Bytea);

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
}
