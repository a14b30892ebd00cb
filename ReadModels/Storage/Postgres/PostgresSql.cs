using NpgsqlTypes;

namespace PosSaga.ReadModels.Storage.Postgres;

internal static class PostgresSql
{
    /// <summary>Any number of rows in one statement of fixed text, so that it stays prepared.</summary>
    public static string Upsert(Table table, int generation)
    {
        var columns = string.Join(", ", table.Columns.Select(column => column.Name));
        var arrays = string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"));
        var change = table.InsertOnly
            ? "do nothing"
            : "do update set " + string.Join(", ", table.Columns.Skip(table.KeyColumns)
                .Select(column => $"{column.Name} = excluded.{column.Name}"));
        return $"insert into {table.Of(generation)} ({columns}) select * from unnest({arrays}) "
            + $"on conflict ({string.Join(", ", table.Keys)}) {change}";
    }

    public static NpgsqlDbType ArrayType(ColumnType type) => type switch
    {
        ColumnType.Text => NpgsqlDbType.Text,
        ColumnType.Long => NpgsqlDbType.Bigint,
        _ => NpgsqlDbType.Integer,
    };
}
