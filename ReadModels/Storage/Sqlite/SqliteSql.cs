using Microsoft.Data.Sqlite;

namespace PosSaga.ReadModels.Storage.Sqlite;

internal static class SqliteSql
{
    public static SqliteCommand Move(SqliteConnection connection) => Prepared(
        connection,
        "update checkpoints set position = @p4 "
        + "where model = @p0 and generation = @p1 and partition = @p2 and position = @p3", 5);

    /// <summary>One row; prepared once, bound and run for each.</summary>
    public static SqliteCommand Upsert(SqliteConnection connection, Table table, int generation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        var values = string.Join(", ", table.Columns.Select((_, i) => $"@p{i}"));
        var change = table.InsertOnly
            ? "do nothing"
            : "do update set " + string.Join(", ", table.Columns.Skip(table.KeyColumns)
                .Select(column => $"{column.Name} = excluded.{column.Name}"));
        return Prepared(
            connection,
            $"insert into {table.Of(generation)} ({columns}) values ({values}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}", table.Columns.Count);
    }

    public static void Bind(SqliteCommand command, params ReadOnlySpan<object> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];
    }

    private static SqliteCommand Prepared(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < parameters; i++)
            command.Parameters.Add(new SqliteParameter($"@p{i}", null));
        return command;
    }
}
