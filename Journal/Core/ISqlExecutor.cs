using System.Data.Common;

namespace PosSaga.Journal;

/// <summary>Runs the SQL of the small tables, which is the same on both databases but for what is asked here.</summary>
internal interface ISqlExecutor
{
    /// <summary>Prefix of table names.</summary>
    string Schema { get; }

    /// <summary>Expression for the database's current time in microseconds: the clocks of several silos
    /// differ.</summary>
    string Now { get; }

    /// <summary>At the end of a select: locks its rows until the end of the transaction.</summary>
    string ForShare { get; }

    /// <summary>Destroys the key of subject $1, serialised with the appends, so that no append with the subject's data
    /// commits after it.</summary>
    string EraseSubject { get; }

    /// <summary>A condition that the column is one of the texts, which are the value of one parameter.</summary>
    (string Condition, object Value) AnyOf(string column, string parameter, IReadOnlyList<string> texts);

    /// <param name="idempotent">The statement is retried if its answer is lost.</param>
    Task<int> Execute(string sql, bool idempotent, CancellationToken cancellation, params object?[] values);

    Task<List<T>> Query<T>(
        string sql, Func<DbDataReader, T> row, CancellationToken cancellation, params object?[] values);

    /// <summary>The first row, or the default of <typeparamref name="T"/>.</summary>
    async Task<T?> QueryFirst<T>(
        string sql, Func<DbDataReader, T> row, CancellationToken cancellation, params object?[] values)
    {
        var rows = await Query(sql, row, cancellation, values).ConfigureAwait(false);
        return rows.Count == 0 ? default : rows[0];
    }
}
