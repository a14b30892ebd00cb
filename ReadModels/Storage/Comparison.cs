using System.Globalization;
using Dapper;

namespace PosSaga.ReadModels;

/// <summary>Compares two generations of a table row by row, inside the database: EXCEPT hashes whole rows, and the rows
/// never leave it.</summary>
internal static class Comparison
{
    /// <summary>Null when they are equal; else the table, the key and the columns that differ.</summary>
    public static async Task<string?> FirstDifference(WriteSession snapshot, Table table, int live, int next)
    {
        var key = await FirstOnlyIn(snapshot, table, live, next) ?? await FirstOnlyIn(snapshot, table, next, live);
        if (key is null)
            return null;
        var before = await Row(snapshot, table, live, key);
        var after = await Row(snapshot, table, next, key);
        var name = string.Join(", ", key.Select(part => $"{part.Key} = {Text(part.Value)}"));
        if (before is null || after is null)
            return $"{table.Name} ({name}): only in the {(before is null ? "rebuilt" : "live")} table.";
        var columns = before.Keys.Where(column => !Equals(before[column], after[column]))
            .Select(column => $"{column} is {Text(before[column])}, rebuilt {Text(after[column])}");
        return $"{table.Name} ({name}): {string.Join("; ", columns)}.";
    }

    private static async Task<IDictionary<string, object?>?> FirstOnlyIn(
        WriteSession snapshot, Table table, int one, int other)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        var keys = string.Join(", ", table.Keys);
        return (IDictionary<string, object?>?)await snapshot.Connection.QueryFirstOrDefaultAsync(
            $"select {keys} from "
            + $"(select {columns} from {table.NameOf(one)} except select {columns} from {table.NameOf(other)}) d "
            + $"order by {keys} limit 1", transaction: snapshot.Transaction, commandTimeout: 0);
    }

    private static async Task<IDictionary<string, object?>?> Row(
        WriteSession snapshot, Table table, int generation, IDictionary<string, object?> key)
    {
        var condition = string.Join(" and ", table.Keys.Select(column => $"{column} = @{column}"));
        return (IDictionary<string, object?>?)await snapshot.Connection.QueryFirstOrDefaultAsync(
            $"select * from {table.NameOf(generation)} where {condition}", new DynamicParameters(key),
            snapshot.Transaction);
    }

    private static string Text(object? value) => value switch
    {
        null => "nothing",
        string text => $"'{text}'",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
