namespace PosSaga.ReadModels.Storage;

/// <summary>A row of a read model in memory. Its key is the grain's: <c>{tenant}/{id}</c>.</summary>
internal abstract class Row
{
    public abstract string Key { get; set; }

    internal bool IsChanged { get; set; }
}

/// <summary>The rows that a projection has in hand: loaded together before a batch, written together after it, and kept
/// for the next one, since an order's next event is rarely far away.</summary>
internal abstract class RowSet
{
    public abstract Task Load(IReadStore store, int generation, CancellationToken cancellation);

    public abstract Changes? Changes();

    /// <summary>The changes are committed.</summary>
    public abstract void Written();

    /// <summary>The batch failed: what is in memory is true no more.</summary>
    public abstract void Forget();
}

internal sealed class RowSet<TRow>(Table<TRow> table) : RowSet
    where TRow : Row, new()
{
    // About 25 MB of orders. Beyond, everything is let go and the open ones are loaded again.
    private const int KeptMax = 50_000;

    private readonly Dictionary<string, TRow> _rows = [];
    private readonly HashSet<string> _wanted = [];
    private readonly List<TRow> _changed = [];

    /// <summary>The next <see cref="Load"/> brings it.</summary>
    public void Want(string key)
    {
        if (!_rows.ContainsKey(key))
            _wanted.Add(key);
    }

    /// <summary>A row that was wanted; a new one where the table has none.</summary>
    public TRow Get(string key)
    {
        if (_rows.TryGetValue(key, out var row))
            return row;
        return _rows[key] = new TRow { Key = key };
    }

    public void Change(TRow row)
    {
        if (row.IsChanged)
            return;
        row.IsChanged = true;
        _changed.Add(row);
    }

    public override async Task Load(IReadStore store, int generation, CancellationToken cancellation)
    {
        if (_wanted.Count == 0)
            return;
        var keys = _wanted.Select(key => key.Split('/', table.KeyColumns)).ToList();
        foreach (var row in await store.Load(table, generation, [.. table.Keys], keys, cancellation))
            _rows[row.Key] = row;
        _wanted.Clear();
    }

    /// <summary>Rows by other columns than their key; those in hand as they are.</summary>
    public async Task<List<TRow>> Find(
        IReadOnlyList<string> by, IReadOnlyList<string[]> values, IReadStore store, int generation,
        CancellationToken cancellation)
    {
        var found = new List<TRow>();
        foreach (var row in await store.Load(table, generation, by, values, cancellation))
        {
            _rows.TryAdd(row.Key, row);
            found.Add(_rows[row.Key]);
        }
        return found;
    }

    public override Changes? Changes() => _changed.Count == 0 ? null : new Changes<TRow>(table, _changed);

    public override void Written()
    {
        foreach (var row in _changed)
            row.IsChanged = false;
        _changed.Clear();
        if (_rows.Count > KeptMax)
            _rows.Clear();
    }

    public override void Forget()
    {
        _rows.Clear();
        _wanted.Clear();
        _changed.Clear();
    }
}
