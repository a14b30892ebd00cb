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
        var change = table.InsertOnly
            ? "do nothing"
            : "do update set " + string.Join(", ", table.Columns.Skip(table.KeyColumns)
                .Select(column => $"{column.Name} = excluded.{column.Name}"));
        return $"insert into {table.Of(generation)} ({columns}) values ({values}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}";
    }

    /// <summary>All keys in one parameter, a JSON array of arrays; each row is then one search in the primary key.</summary>
    public static string Load(Table table, int generation)
    {
        var parts = string.Join(", ", table.Keys.Select((_, i) => $"value ->> {i} as k{i}"));
        var match = string.Join(" and ", table.Keys.Select((key, i) => $"t.{key} = w.k{i}"));
        return $"select t.* from (select {parts} from json_each(@keys)) w cross join {table.Of(generation)} t on {match}";
    }
}
