using System.Data.Common;
using Npgsql;

namespace PosSaga.Journal;

internal sealed class PostgresExecutor(PostgresStore store, StoreRetry retry) : ISqlExecutor
{
    public string Schema => "journal.";

    public string Now => "(extract(epoch from clock_timestamp()) * 1000000)::bigint";

    public string ForShare => "for share";

    public string EraseSubject => "select journal.erase_subject($1)";

    public (string Condition, object Value) AnyOf(string column, string parameter, IReadOnlyList<string> texts) =>
        ($"{column} = any({parameter})", texts.ToArray());

    public async Task<int> Execute(string sql, bool idempotent, CancellationToken cancellation, params object?[] values)
    {
        async Task<int> Once(CancellationToken c)
        {
            await using var command = Command(sql, values);
            return await command.ExecuteNonQueryAsync(c).ConfigureAwait(false);
        }

        if (idempotent)
            return await retry.Run(Once, cancellation).ConfigureAwait(false);
        try
        {
            return await Once(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (store.IsTransient(e))
        {
            throw new JournalUnavailableException("The journal's database did not answer; the outcome is unknown.", e);
        }
    }

    public Task<List<T>> Query<T>(
        string sql, Func<DbDataReader, T> row, CancellationToken cancellation, params object?[] values) =>
        retry.Run(async c =>
        {
            await using var command = Command(sql, values);
            await using var reader = await command.ExecuteReaderAsync(c).ConfigureAwait(false);
            var rows = new List<T>();
            while (await reader.ReadAsync(c).ConfigureAwait(false))
                rows.Add(row(reader));
            return rows;
        }, cancellation);

    private NpgsqlCommand Command(string sql, object?[] values)
    {
        var command = store.Own.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
