using NpgsqlTypes;

namespace PosSaga.ReadModels.Storage.Postgres;

internal static class PostgresSql
{
    /// <summary>Any number of rows in one statement of fixed text, so that it stays prepared.</summary>
    public static string Upsert(Table table, int generation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        var arrays = string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"));
        var change = table.OnConflict(generation, "greatest") is { } changes ? $"do update set {changes}" : "do nothing";
        return $"insert into {table.Of(generation)} ({columns}) select * from unnest({arrays}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}";
    }

    public static NpgsqlDbType ArrayType(ColumnType type) => type switch
    {
        ColumnType.Text => NpgsqlDbType.Text,
        ColumnType.Long => NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Integer,
    };

    /// <summary>A column of its own rather than an expression: a common word is looked for row by row from the newest on,
    /// and should not be taken apart anew in each. No pending list: whoever searches would have to read it.</summary>
    public static string SearchIndex(Table table, int generation) =>
        $"""
        alter table {table.Of(generation)} add column found tsvector
            generated always as (array_to_tsvector(string_to_array(nullif({table.Search}, ''), ' '))) stored;
        create index {table.Of(generation)}_found on {table.Of(generation)} using gin (found) with (fastupdate = off);
        """;

    /// <summary>All of them, each as the beginning of a word; a single letter as the whole word.</summary>
    public static string Query(string words) =>
        string.Join(" & ", words.Split(' ').Select(word => $"'{word}'" + (word.Length > 1 ? ":*" : "")));
}
