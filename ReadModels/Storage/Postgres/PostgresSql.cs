using NpgsqlTypes;

namespace PosSaga.ReadModels;

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
        return $"insert into {table.NameOf(generation)} ({columns}) "
            + $"select {values} from unnest({arrays}) as r({columns}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}";
    }

    public static NpgsqlDbType ArrayType(ColumnType type) => type switch
    {
        ColumnType.Text or ColumnType.Words => NpgsqlDbType.Text,
        ColumnType.Long => NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Integer,
    };

    // Three times PostgreSQL's usual number, so that it knows the frequencies of the 3,000 most common words: by them
    // it chooses between the index of words and reading from the newest claim on.
    private const int WordStatistics = 300;

    /// <summary>New words wait in the index's pending list: put into the index one text at a time they took 1.2 ms
    /// each, from the list less than half. <see cref="PendingWordList"/> empties it long before this limit.</summary>
    public static string SearchIndex(Table table, int generation) =>
        $"""
        create index {SearchIndexName(table, generation)} on {table.NameOf(generation)} using gin ({table.Search})
            with (fastupdate = on, gin_pending_list_limit = 4096);
        alter table {table.NameOf(generation)} alter column {table.Search} set statistics {WordStatistics};
        """;

    public static string SearchIndexName(Table table, int generation) => $"{table.NameOf(generation)}_found";

    /// <summary>All words, whole or as the beginning of one, as the text of a tsquery.</summary>
    public static string SearchQuery(string words) => string.Join(
        " & ", words.Split(' ').Select(word => $"'{word.TrimEnd('*')}'" + (word[^1] == '*' ? ":*" : "")));

    // Words are stored as a tsvector: a common one is looked for row by row from the newest on, and parsing the text
    // again for each row would cost more than the rest of the search.
    private static string Value((string Name, ColumnType Type) column) => column.Type == ColumnType.Words
        ? $"array_to_tsvector(string_to_array(nullif({column.Name}, ''), ' '))"
        : column.Name;
}
