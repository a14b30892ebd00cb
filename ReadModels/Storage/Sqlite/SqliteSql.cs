namespace PosSaga.ReadModels.Storage.Sqlite;

internal static class SqliteSql
{
    public const string Move =
        "update checkpoints set positions = ?4 where model = ?1 and generation = ?2 and positions = ?3";

    /// <summary>One row; prepared once, bound and run for each.</summary>
    public static string Upsert(Table table, int generation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        var values = string.Join(", ", table.Columns.Select((_, i) => $"?{i + 1}"));
        var change = table.OnConflict(generation, "max") is { } changes ? $"do update set {changes}" : "do nothing";
        return $"insert into {table.Of(generation)} ({columns}) values ({values}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}";
    }

    /// <summary>All values in one parameter, a JSON array of arrays; each is then one search in an index.</summary>
    public static string Load(Table table, int generation, IReadOnlyList<string> by)
    {
        var parts = string.Join(", ", by.Select((_, i) => $"value ->> {i} as k{i}"));
        var match = string.Join(" and ", by.Select((column, i) => $"t.{column} = w.k{i}"));
        return $"select t.* from (select {parts} from json_each(@values)) w "
            + $"cross join {table.Of(generation)} t on {match}";
    }

    /// <summary>An index of words beside the table, kept by triggers. It holds no copy of the text, and what is deleted
    /// from it is gone at once. To its plainest tokenizer everything beyond ASCII is part of a word: it splits at
    /// spaces only.</summary>
    public static string SearchIndex(Table table, int generation)
    {
        var (name, key, words) = (table.Of(generation), table.Keys.Single(), table.Search);
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

    /// <summary>The key as the index has it: what it finds then comes in that order without being sorted.</summary>
    public static string SearchView(Table table, int generation)
    {
        var (name, key) = (table.Of(generation), table.Keys.Single());
        var others = string.Join(", ", table.Columns.Skip(1).Select(column => $"t.{column.Name}"));
        return $"select f.rowid as {key}, {others}, f.{name}_found as found "
            + $"from {name}_found f cross join {name} t on t.{key} = f.rowid";
    }

    /// <summary>All of them, whole or as the beginning of a word.</summary>
    public static string Query(string words) =>
        string.Join(
            " AND ",
            words.Split(' ').Select(word => $"\"{word.TrimEnd('*')}\"" + (word[^1] == '*' ? "*" : "")));
}
