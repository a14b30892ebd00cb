using System.Globalization;

namespace PosSaga.ReadModels;

/// <summary>A table of a read model as the stores see it. A generation of it is a real table (<c>orders_g1</c>);
/// the plain name is a view of the live generation, which is what queries read.</summary>
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

    public IEnumerable<string> Keys => Columns.Take(KeyColumns).Select(column => column.Name);

    public string NameOf(int generation) => string.Create(CultureInfo.InvariantCulture, $"{Name}_g{generation}");

    /// <summary>The assignments of an upsert's update part; null when an existing row is left alone.</summary>
    /// <param name="greatest">The dialect's function for the greater of two values.</param>
    public string? OnConflict(int generation, string greatest)
    {
        var changes = Columns.Skip(KeyColumns).Select(column => column.Name).Select(column =>
            Adds.Contains(column) ? $"{column} = {NameOf(generation)}.{column} + excluded.{column}"
            : Latest.Contains(column) ? $"{column} = {greatest}({NameOf(generation)}.{column}, excluded.{column})"
            : $"{column} = excluded.{column}");
        return InsertOnly ? null : string.Join(", ", changes);
    }
}

internal sealed class Table<TRow>(string name, params Column<TRow>[] columns) : Table(name)
{
    public override IReadOnlyList<(string Name, ColumnType Type)> Columns { get; } =
        [.. columns.Select(column => (column.Name, column.Type))];

    public Array Values(int column, List<TRow> rows) => columns[column].Values(rows);
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

    public override Array ColumnValues(int column) => table.Values(column, rows);
}

internal enum ColumnType
{
    Text,

    /// <summary>Words of <see cref="SearchWords"/>, stored as the database's search needs them.</summary>
    Words,
    Long,
    Int,
}

/// <summary>A column of a read model; both dialects derive their tables, bulk writes and comparison from it. Only text
/// may be null.</summary>
internal abstract class Column<TRow>(string name, ColumnType type)
{
    public string Name { get; } = name;

    public ColumnType Type { get; } = type;

    /// <summary>PostgreSQL's unnest takes one typed array per column, so a thousand rows are one statement.</summary>
    public abstract Array Values(List<TRow> rows);
}

internal abstract class Column<TRow, TValue>(string name, ColumnType type, Func<TRow, TValue> get)
    : Column<TRow>(name, type)
{
    public override Array Values(List<TRow> rows)
    {
        var values = new TValue[rows.Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = get(rows[i]);
        return values;
    }
}

internal sealed class TextColumn<TRow>(string name, Func<TRow, string?> get, ColumnType type = ColumnType.Text)
    : Column<TRow, string?>(name, type, get);

internal sealed class LongColumn<TRow>(string name, Func<TRow, long> get)
    : Column<TRow, long>(name, ColumnType.Long, get);

internal sealed class IntColumn<TRow>(string name, Func<TRow, int> get) : Column<TRow, int>(name, ColumnType.Int, get);
