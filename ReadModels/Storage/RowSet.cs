namespace PosSaga.ReadModels;

/// <summary>A row of a read model in memory. Its key is the grain's: <c>{tenant}/{id}</c>.</summary>
internal abstract class Row
{
    public abstract string Key { get; set; }

    internal bool IsChanged { get; set; }
}

/// <summary>A row whose key is its tenant and id.</summary>
internal abstract class TenantRow : Row
{
    public string Tenant { get; set; } = "";
    public string Id { get; set; } = "";

    public override string Key
    {
        get => GrainKeys.Of(Tenant, Id);
        set => (Tenant, Id) = (GrainKeys.TenantOf(value), GrainKeys.IdOf(value));
    }
}

/// <summary>The rows of one table that a projection works on: loaded together before a batch, written together after
/// it, and kept for the next batch, because an order's events follow each other closely.</summary>
internal abstract class RowSet
{
    public abstract Task Load(IReadStore store, int generation, CancellationToken cancellation);

    public abstract Changes? Changes();

    /// <summary>The changes were committed.</summary>
    public abstract void Committed();

    /// <summary>The batch failed: what is in memory may differ from the table.</summary>
    public abstract void Reset();
}

internal sealed class RowSet<TRow>(Table<TRow> table) : RowSet
    where TRow : Row, new()
{
    // About 25 MB of orders. Beyond it all rows are dropped, and those still in use are loaded again.
    private const int CachedMax = 50_000;

    private readonly Dictionary<string, TRow> _rows = [];
    private readonly HashSet<string> _requested = [];
    private readonly List<TRow> _changed = [];

    /// <summary>The next <see cref="Load"/> brings it.</summary>
    public void Request(string key)
    {
        if (!_rows.ContainsKey(key))
            _requested.Add(key);
    }

    /// <summary>A row that was requested; a new one where the table has none.</summary>
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
        if (_requested.Count == 0)
            return;
        var keys = _requested.Select(key => key.Split('/', table.KeyColumns)).ToList();
        await Find([.. table.Keys], keys, store, generation, cancellation);
        _requested.Clear();
    }

    /// <summary>Rows by other columns than their key; those in memory keep their changes.</summary>
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

    public override void Committed()
    {
        foreach (var row in _changed)
            row.IsChanged = false;
        _changed.Clear();
        if (_rows.Count > CachedMax)
            _rows.Clear();
    }

    public override void Reset()
    {
        _rows.Clear();
        _requested.Clear();
        _changed.Clear();
    }
}
