using NpgsqlTypes;

namespace PosSaga.ReadModels.Storage.Postgres;

internal static class PostgresSql
{
    /// <summary>Any number of rows in one statement of fixed text, so that it stays prepared.</summary>
    public static string Upsert(Table table, int generation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        var values = string.Join(", ", table.Columns.Select(Value));
        var arrays = string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"));
        var changes = table.OnConflict(generation, "greatest");
        var change = changes is null ? "do nothing" : $"do update set {changes}";
        return $"insert into {table.Of(generation)} ({columns}) "
            + $"select {values} from unnest({arrays}) as r({columns}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}";
    }

    public static NpgsqlDbType ArrayType(ColumnType type) => type switch
    {
        ColumnType.Text or ColumnType.Words => NpgsqlDbType.Text,
        ColumnType.Long => NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Integer,
    };

    /// <summary>The words are kept as the search takes them: a common one is looked for row by row from the newest on,
    /// and should not be taken apart anew in each. New words wait in a list beside the index: put in
    /// one text at a time they took 1.2 ms each, from a list less than half. <see cref="WaitingWords"/> empties it long
    /// before this limit, at which a batch would have to do it and be late.</summary>
    public static string SearchIndex(Table table, int generation) =>
        $"""
        create index {SearchIndexName(table, generation)} on {table.Of(generation)} using gin ({table.Search})
            with (fastupdate = on, gin_pending_list_limit = 4096);
        """;

    public static string SearchIndexName(Table table, int generation) => $"{table.Of(generation)}_found";

    /// <summary>All of the words, whole or as the beginning of one. No index answers what is asked to be
    /// <c>true</c>.</summary>
    public static SearchCondition Found((string[] Rare, string[] Common) words) => words.Common.Length == 0
        ? new("found @@ cast(@words as tsquery)", ("words", Query(words.Rare)))
        : new(
            "found @@ cast(@words as tsquery) and (found @@ cast(@others as tsquery)) is true",
            ("words", Query(words.Rare)), ("others", Query(words.Common)));

    private static string Query(string[] words) =>
        string.Join(" & ", words.Select(word => $"'{word.TrimEnd('*')}'" + (word[^1] == '*' ? ":*" : "")));

    private static string Value((string Name, ColumnType Type) column) => column.Type == ColumnType.Words
        ? $"array_to_tsvector(string_to_array(nullif({column.Name}, ''), ' '))"
        : column.Name;
}
