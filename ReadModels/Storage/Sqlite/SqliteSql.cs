using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PosSaga.ReadModels;

internal static class SqliteSql
{
    public const string Move =
        "update checkpoints set positions = ?4 where model = ?1 and generation = ?2 and positions = ?3";

    /// <summary>The upsert of one row, with positional parameters in the order of the columns.</summary>
    public static string Upsert(Table table, int generation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        var values = string.Join(", ", table.Columns.Select((_, i) => $"?{i + 1}"));
        var change = table.OnConflict(generation, "max") is { } changes ? $"do update set {changes}" : "do nothing";
        return $"insert into {table.NameOf(generation)} ({columns}) values ({values}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}";
    }

    /// <summary>Takes all values as one JSON array of arrays; SQLite then looks each up in an index.</summary>
    public static string Load(Table table, int generation, IReadOnlyList<string> by)
    {
        var parts = string.Join(", ", by.Select((_, i) => $"value ->> {i} as k{i}"));
        var match = string.Join(" and ", by.Select((column, i) => $"t.{column} = w.k{i}"));
        return $"select t.* from (select {parts} from json_each(@values)) w "
            + $"cross join {table.NameOf(generation)} t on {match}";
    }

    /// <summary>An FTS5 index beside the table, kept by triggers. It holds no copy of the text, and secure-delete
    /// removes an erased customer's words at once. The ascii tokenizer counts everything beyond ASCII as part of a
    /// word, so it splits our folded words at spaces only.</summary>
    public static string SearchIndex(Table table, int generation)
    {
        var (name, key, words) = (table.NameOf(generation), table.Keys.Single(), table.Search);
        var found = $"{name}_found";
        var insert = $"insert into {found}(rowid, {words}) values (new.{key}, new.{words});";
        var delete = $"insert into {found}({found}, rowid, {words}) values ('delete', old.{key}, old.{words});";
        return $"""
            create virtual table {found} using fts5(
                {words}, content='{name}', content_rowid='{key}', detail=none, prefix='2 3',
                tokenize=ascii);
            insert into {found}({found}, rank) values ('secure-delete', 1);
            insert into {found}({found}) values ('rebuild');
            create trigger {name}_inserted after insert on {name} begin {insert} end;
            create trigger {name}_deleted after delete on {name} begin {delete} end;
            create trigger {name}_updated after update on {name} when old.{words} is not new.{words}
                begin {delete} {insert} end;
            """;
    }

    /// <summary>Takes the key from the index, whose matches then come in that order without a sort.</summary>
    public static string SearchView(Table table, int generation)
    {
        var (name, key) = (table.NameOf(generation), table.Keys.Single());
        var others = string.Join(", ", table.Columns.Skip(1).Select(column => $"t.{column.Name}"));
        return $"select f.rowid as {key}, {others}, f.{name}_found as found "
            + $"from {name}_found f cross join {name} t on t.{key} = f.rowid";
    }

    /// <summary>All words, whole or as the beginning of one, as an FTS5 query.</summary>
    public static string SearchQuery(string words) =>
        string.Join(
            " AND ",
            words.Split(' ').Select(word => $"\"{word.TrimEnd('*')}\"" + (word[^1] == '*' ? "*" : "")));
}

/// <summary>A prepared statement without ADO.NET around it. A SqliteCommand looks up each parameter by name, boxes it
/// and opens a reader for every row, which was two thirds of the time of a batch.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle!;
        SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(_database, sql, out _statement), _database);
    }

    /// <summary>Runs it once per row.</summary>
    public void RunEach(Changes changes)
    {
        var columns = new Array[changes.Table.Columns.Count];
        for (var column = 0; column < columns.Length; column++)
            columns[column] = changes.ColumnValues(column);
        for (var row = 0; row < changes.Count; row++)
        {
            for (var column = 0; column < columns.Length; column++)
                Bind(column + 1, columns[column], row);
            Step();
        }
    }

    /// <returns>Rows changed.</returns>
    public int Run(string first, int second, string third, string fourth)
    {
        Check(raw.sqlite3_bind_text(_statement, 1, first));
        Check(raw.sqlite3_bind_int64(_statement, 2, second));
        Check(raw.sqlite3_bind_text(_statement, 3, third));
        Check(raw.sqlite3_bind_text(_statement, 4, fourth));
        Step();
        return raw.sqlite3_changes(_database);
    }

    public void Dispose() => _statement.Dispose();

    private void Bind(int parameter, Array values, int row) => Check(values switch
    {
        string?[] texts when texts[row] is { } text => raw.sqlite3_bind_text(_statement, parameter, text),
        string?[] => raw.sqlite3_bind_null(_statement, parameter),
        long[] longs => raw.sqlite3_bind_int64(_statement, parameter, longs[row]),
        int[] ints => raw.sqlite3_bind_int64(_statement, parameter, ints[row]),
        _ => throw new ArgumentException($"A column of {values.GetType()} cannot be stored.", nameof(values)),
    });

    private void Step()
    {
        var done = raw.sqlite3_step(_statement);
        // Resetting releases the locks also when the step failed; it returns the step's error again.
        var reset = raw.sqlite3_reset(_statement);
        if (done != raw.SQLITE_DONE)
            Check(reset == raw.SQLITE_OK ? done : reset);
    }

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
