namespace PosSaga.ReadModels.Storage;

internal enum ColumnType
{
    Text,

    /// <summary>Words of <see cref="Projections.SearchWords"/>, kept as whatever the search needs.</summary>
    Words,
    Long,
    Int,
}

/// <summary>A column of a read model, told once: both dialects make their tables, their bulk writes and their
/// comparison of it. Only text may be null.</summary>
internal abstract class Column<TRow>(string name, ColumnType type)
{
    public string Name { get; } = name;

    public ColumnType Type { get; } = type;

    /// <summary>One typed array per column is what PostgreSQL's unnest takes: a thousand rows are one
    /// statement.</summary>
    public abstract Array Values(List<TRow> rows);
}

internal sealed class TextColumn<TRow>(string name, Func<TRow, string?> get, ColumnType type = ColumnType.Text)
    : Column<TRow>(name, type)
{
    public override Array Values(List<TRow> rows)
    {
        var values = new string?[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = get(rows[i]);
        return values;
    }
}

internal sealed class LongColumn<TRow>(string name, Func<TRow, long> get) : Column<TRow>(name, ColumnType.Long)
{
    public override Array Values(List<TRow> rows)
    {
        var values = new long[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = get(rows[i]);
        return values;
    }
}

internal sealed class IntColumn<TRow>(string name, Func<TRow, int> get) : Column<TRow>(name, ColumnType.Int)
{
    public override Array Values(List<TRow> rows)
    {
        var values = new int[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = get(rows[i]);
        return values;
    }
}
