using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace PosSaga.Journal;

internal sealed class SqliteExecutor(SqliteStore store, StoreRetry retry, TimeProvider clock) : ISqlExecutor
{
    public string EraseSubject => """
        insert into subject_keys (subject, created_micros, erased_micros)
        values ($1, unixepoch() * 1000000, unixepoch() * 1000000)
        on conflict (subject) do update
        set wrapped = null, erased_micros = coalesce(erased_micros, excluded.erased_micros)
        """;

    public string Schema => "";

    public string Now =>
        ((clock.GetUtcNow().UtcTicks - DateTime.UnixEpoch.Ticks) / 10).ToString(CultureInfo.InvariantCulture);

    // SQLite has one writer at a time, so rows need no locks.
    public string ForShare => "";

    public (string Condition, object Value) AnyOf(string column, string parameter, IReadOnlyList<string> texts) =>
        ($"{column} in (select value from json_each({parameter}))", JsonSerializer.Serialize(texts));

    // A SQLite statement that failed changed nothing, so even one that is not idempotent may be retried.
    public Task<int> Execute(string sql, bool idempotent, CancellationToken cancellation, params object?[] values) =>
        retry.Run(c => store.Write(connection =>
        {
            using var command = Command(connection, sql, values);
            return command.ExecuteNonQuery();
        }, c), cancellation);

    public Task<List<T>> Query<T>(
        string sql, Func<DbDataReader, T> row, CancellationToken cancellation, params object?[] values) =>
        retry.Run(c => store.Read(connection =>
        {
            using var command = Command(connection, sql, values);
            using var reader = command.ExecuteReader();
            var rows = new List<T>();
            while (reader.Read())
                rows.Add(row(reader));
            return rows;
        }, c), cancellation);

    private static SqliteCommand Command(SqliteConnection connection, string sql, object?[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(new SqliteParameter(
                string.Create(CultureInfo.InvariantCulture, $"${i + 1}"), values[i] ?? DBNull.Value));
        return command;
    }
}
