using System.Data.Common;
using System.Text;
using Dapper;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Queries;

/// <summary>A list query under construction: only conditions that were asked for are in its text, so that the database
/// plans each shape for what it is. Values are always parameters.</summary>
internal sealed class ReadQuery(string select)
{
    private const int TriesMax = 5;

    private string _select = select;
    private readonly StringBuilder _where = new();
    private readonly DynamicParameters _parameters = new();
    private bool _isSettled;

    /// <summary>The tenant is the first condition of every list; there is no way to leave it out.</summary>
    public static ReadQuery Of(string select, string tenantColumn, object tenant) =>
        new ReadQuery(select).And($"{tenantColumn} = @tenant", ("tenant", tenant));

    public ReadQuery And(string condition, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        _where.Append(_where.Length == 0 ? " where " : " and ").Append(condition);
        foreach (var (name, value) in values)
            _parameters.Add(name, value);
        return this;
    }

    public ReadQuery AndIf(bool asked, string condition, params ReadOnlySpan<(string Name, object? Value)> values) =>
        asked ? And(condition, values) : this;

    /// <summary>A value that the select itself asks for.</summary>
    public ReadQuery With(string name, object? value)
    {
        if (value is not null)
            _parameters.Add(name, value);
        return this;
    }

    /// <summary>Whatever the values, the best plan is the same one.</summary>
    public ReadQuery Settled(bool isSettled = true)
    {
        _isSettled = isSettled;
        return this;
    }

    /// <summary>Cuts the page off here, and asks around it.</summary>
    public ReadQuery Within(string order, Func<string, string> around)
    {
        _select = around($"({_select}{_where} order by {order} limit @max)");
        _where.Clear();
        return this;
    }

    /// <summary>Groups what was found; the select names the columns of the query so far.</summary>
    public ReadQuery Grouped(string groups, string by)
    {
        _select = $"select * from ({groups} from ({_select}{_where}) as found group by {by}) as grouped";
        _where.Clear();
        return this;
    }

    /// <summary>Runs it for one page, with one row more to know whether there is another.</summary>
    public Task<Page<TItem>> Page<TRow, TItem>(
        IReadStore store, string endpoint, string order, int limit, Func<TRow, Cursor> cursor, Func<TRow, TItem> item,
        CancellationToken cancellation) =>
        Page(
            store, endpoint, order, limit, cursor, rows => Task.FromResult(rows.ConvertAll(row => item(row))),
            cancellation);

    public Task<Page<TItem>> Page<TRow, TItem>(
        IReadStore store, string endpoint, string order, int limit, Func<TRow, Cursor> cursor,
        Func<List<TRow>, Task<List<TItem>>> items, CancellationToken cancellation) =>
        ReadModelMetrics.Measure(endpoint, async () =>
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
            var rows = await Rows<TRow>(store, order, limit + 1, cancellation);
            var more = rows.Count > limit;
            if (more)
                rows.RemoveAt(limit);
            return new Page<TItem>(await items(rows), more ? cursor(rows[^1]).ToString() : null);
        });

    public async Task<List<TRow>> Rows<TRow>(IReadStore store, string order, int max, CancellationToken cancellation)
    {
        _parameters.Add("max", max);
        var sql = $"{_select}{_where} order by {order} limit @max";
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection =
                    await (_isSettled ? store.OpenGenericPlan(cancellation) : store.Open(cancellation));
                return (await connection.QueryAsync<TRow>(
                    new CommandDefinition(sql, _parameters, cancellationToken: cancellation))).AsList();
            }
            catch (DbException error) when (tries < TriesMax && store.IsSwappedAway(error))
            {
                // The new tables are there already.
            }
        }
    }
}
