namespace PosSaga.ReadModels.Storage;

/// <summary>A table of a read model as the stores see it. A generation of it is a real table (<c>orders_g1</c>);
/// the plain name is a view on the live generation, which is what queries read.</summary>
internal abstract class Table(string name)
{
    public string Name { get; } = name;

    /// <summary>The first columns are the key.</summary>
    public required int KeyColumns { get; init; }

    /// <summary>Rows are written once and never change.</summary>
    public bool InsertOnly { get; init; }

    /// <summary>Columns to which a write adds instead of replacing them.</summary>
    public IReadOnlyList<string> Adds { get; init; } = [];

    /// <summary>Columns of which a write keeps the greater value.</summary>
    public IReadOnlyList<string> Latest { get; init; } = [];

    /// <summary>The column of words by which rows are found. Such a table has one number as its key.</summary>
    public string? Search { get; init; }

    /// <summary>Index name to its columns, with its condition if any: <c>(tenant, created_at) where finished =
    /// 0</c>.</summary>
    public IReadOnlyDictionary<string, string> Indexes { get; init; } = new Dictionary<string, string>();

    public abstract IReadOnlyList<(string Name, ColumnType Type)> Columns { get; }

    public string Of(int generation) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Name}_g{generation}");

    /// <summary>What a write does to each column of a row that is there; null where it does nothing. Works in both
    /// dialects.</summary>
    /// <param name="greatest">The dialect's name for it.</param>
    public string? OnConflict(int generation, string greatest)
    {
        var changes = Columns.Skip(KeyColumns).Select(column => column.Name).Select(column =>
            Adds.Contains(column) ? $"{column} = {Of(generation)}.{column} + excluded.{column}"
            : Latest.Contains(column) ? $"{column} = {greatest}({Of(generation)}.{column}, excluded.{column})"
            : $"{column} = excluded.{column}");
        return InsertOnly ? null : string.Join(", ", changes);
    }

    public IEnumerable<string> Keys => Columns.Take(KeyColumns).Select(column => column.Name);
}

internal sealed class Table<TRow>(string name, params Column<TRow>[] columns) : Table(name)
{
    public IReadOnlyList<Column<TRow>> Typed { get; } = columns;

    public override IReadOnlyList<(string Name, ColumnType Type)> Columns { get; } =
        [.. columns.Select(column => (column.Name, column.Type))];
}

/// <summary>Changed rows of one table, on their way into it.</summary>
internal abstract class Changes(Table table)
{
    public Table Table { get; } = table;

    public abstract int Count { get; }

    /// <summary>One typed array: texts, longs or ints.</summary>
    public abstract Array ColumnValues(int column);
}

internal sealed class Changes<TRow>(Table<TRow> table, List<TRow> rows) : Changes(table)
{
    public override int Count => rows.Count;

    public override Array ColumnValues(int column) => table.Typed[column].Values(rows);
}
