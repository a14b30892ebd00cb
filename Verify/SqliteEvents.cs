using System.Text;
using Microsoft.Data.Sqlite;
using PosSaga.Journal;

namespace PosSaga.Verify;

/// <summary>Events of a copy of a SQLite journal, opened for reading only.</summary>
internal static class SqliteEvents
{
    /// <exception cref="InputException">It is no journal.</exception>
    public static IEnumerable<RecordedEvent> Read(string path)
    {
        if (!File.Exists(path))
            throw new InputException($"{path} does not exist.");
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false,
        }.ToString());
        using var command = connection.CreateCommand();
        command.CommandText = """
            select position, partition, stream, version, event_id, type, data, metadata, process_key, time_micros, hash
            from events order by position
            """;
        using var rows = Open(connection, command, path);
        while (rows.Read())
            yield return new(
                rows.GetInt64(0), rows.GetInt32(1), rows.GetString(2), rows.GetInt64(3), IdOf(rows.GetFieldValue<byte[]>(4)),
                rows.GetString(5), Encoding.UTF8.GetBytes(rows.GetString(6)), Encoding.UTF8.GetBytes(rows.GetString(7)),
                rows.IsDBNull(8) ? null : rows.GetString(8), rows.GetInt64(9), rows.GetFieldValue<byte[]>(10));
    }

    private static SqliteDataReader Open(SqliteConnection connection, SqliteCommand command, string path)
    {
        try
        {
            connection.Open();
            return command.ExecuteReader();
        }
        catch (SqliteException e)
        {
            throw new InputException($"{path} is not a journal: {e.Message}");
        }
    }

    private static Guid IdOf(byte[] bytes) => new(bytes, bigEndian: true);
}
