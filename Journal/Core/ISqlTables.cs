using System.Data.Common;

namespace PosSaga.Journal;

/// <summary>The few small tables whose SQL is the same on both databases.</summary>
internal interface ISqlTables
{
    /// <summary>Prefix of table names.</summary>
    string Schema { get; }

    /// <summary>Expression for the database's present, in microseconds: the clocks of several silos differ.</summary>
    string Now { get; }

    /// <summary>At the end of a select: its rows stay until the end of the transaction.</summary>
    string ForShare { get; }

    /// <summary>A condition that a column is one of many texts, which are one parameter's value.</summary>
    (string Condition, object Value) OneOf(string column, string parameter, IReadOnlyList<string> texts);

    /// <param name="repeatable">Running it twice does no harm, so that a lost answer may be tried again.</param>
    Task<int> Execute(string sql, bool repeatable, CancellationToken cancellation, params object?[] values);

    Task<List<T>> Query<T>(
        string sql, Func<DbDataReader, T> row, CancellationToken cancellation, params object?[] values);
}
