using NpgsqlTypes;

namespace PosSaga.ReadModels.Storage.Postgres;

internal static class PostgresSql
{
    /// <summary>Any number of rows in one statement of fixed text, so that it stays prepared.</summary>
    public static string Upsert(Table table, int generation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        var arrays = string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"));
        var changes = table.OnConflict(generation, "greatest");
        var change = changes is null ? "do nothing" : $"do update set {changes}";
        return $"insert into {table.Of(generation)} ({columns}) select * from unnest({arrays}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}";
    }

    public static NpgsqlDbType ArrayType(ColumnType type) => type switch
    {
        ColumnType.Text => NpgsqlDbType.Text,
        ColumnType.Long => NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Integer,
    };

    /// <summary>A column of its own rather than an expression: a common word is looked for row by row from the newest
    /// on, and should not be taken apart anew in each. New words wait in a list beside the index until there are 256 kB
    /// of them: put in one text at a time they took 1.2 ms each, this way half. Longer lists halve it again, but who
    /// empties one keeps its batch waiting (1 MB: 0.3 s), and whoever searches reads it (256 kB: 0.3 ms).</summary>
    public static string SearchIndex(Table table, int generation) =>
        $"""
        alter table {table.Of(generation)} add column found tsvector
            generated always as (array_to_tsvector(string_to_array(nullif({table.Search}, ''), ' '))) stored;
        create index {table.Of(generation)}_found on {table.Of(generation)} using gin (found)
            with (fastupdate = on, gin_pending_list_limit = 256);
        """;

    /// <summary>All of them, each as the beginning of a word; a single letter as the whole word.</summary>
    public static string Query(string words) =>
        string.Join(" & ", words.Split(' ').Select(word => $"'{word}'" + (word.Length > 1 ? ":*" : "")));
}
