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

    // Three times as many words as usual, 3,000, are known by their share: a beginning is its words that are known.
    private const int WordStatistics = 300;

    /// <summary>The words are kept as the search takes them: a common one is looked for row by row from the newest on,
    /// and should not be taken apart anew in each. New words wait in a list beside the index: put in
    /// one text at a time they took 1.2 ms each, from a list less than half. <see cref="WaitingWords"/> empties it long
    /// before this limit, at which a batch would have to do it and be late.</summary>
    public static string SearchIndex(Table table, int generation) =>
        $"""
        create index {SearchIndexName(table, generation)} on {table.Of(generation)} using gin ({table.Search})
            with (fastupdate = on, gin_pending_list_limit = 4096);
        alter table {table.Of(generation)} alter column {table.Search} set statistics {WordStatistics};
        """;

    public static string SearchIndexName(Table table, int generation) => $"{table.Of(generation)}_found";

    private static string Value((string Name, ColumnType Type) column) => column.Type == ColumnType.Words
        ? $"array_to_tsvector(string_to_array(nullif({column.Name}, ''), ' '))"
        : column.Name;
}
