using System.Data.Common;
using System.Text;
using Dapper;

namespace PosSaga.ReadModels;

/// <summary>Builds a list query. Its text has only the conditions that were asked for, so that the database plans each
/// shape by itself. Values are always parameters.</summary>
internal sealed class ReadQuery(string select)
{
    private const int TriesMax = 5;

    private string _select = select;
    private readonly StringBuilder _where = new();
    private readonly DynamicParameters _parameters = new();

    /// <summary>The tenant is the first condition of every list; there is no way to leave it out.</summary>
    public static ReadQuery Of(string select, object tenant) =>
        new ReadQuery(select).And("tenant = @tenant", ("tenant", tenant));

    public ReadQuery And(string condition, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        _where.Append(_where.Length == 0 ? " where " : " and ").Append(condition);
        foreach (var (name, value) in values)
            _parameters.Add(name, value);
        return this;
    }

    public ReadQuery AndIf(bool asked, string condition, params ReadOnlySpan<(string Name, object? Value)> values) =>
        asked ? And(condition, values) : this;

    /// <summary>Adds the condition unless its value is null. Enums are compared as text, times in
    /// microseconds.</summary>
    public ReadQuery AndIfGiven(string condition, string name, object? value) => value switch
    {
        null => this,
        Enum word => And(condition, (name, word.ToString())),
        DateTimeOffset time => And(condition, (name, Micros.Of(time))),
        _ => And(condition, (name, value)),
    };

    /// <summary>The rest of a list that is sorted by a time and the id, newest first.</summary>
    public ReadQuery OlderThan(Cursor? after, string time) =>
        AndIf(after is not null, $"({time}, id) < (@key, @id)", ("key", after?.Key), ("id", after?.Id));

    /// <summary>A value that the select itself uses.</summary>
    public ReadQuery With(string name, object? value)
    {
        if (value is not null)
            _parameters.Add(name, value);
        return this;
    }

    /// <summary>Makes the page of the query so far the source of another select.</summary>
    public ReadQuery Within(string order, Func<string, string> around)
    {
        _select = around($"({_select}{_where} order by {order} limit @max)");
        _where.Clear();
        return this;
    }

    /// <summary>Groups the rows; <paramref name="groups"/> uses the names of the columns of the query so far.</summary>
    public ReadQuery Grouped(string groups, string by)
    {
        _select = $"select * from ({groups} from ({_select}{_where}) as found group by {by}) as grouped";
        _where.Clear();
        return this;
    }

    /// <summary>Runs it for one page; one row more tells whether there is another.</summary>
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
        var command = new CommandDefinition(
            $"{_select}{_where} order by {order} limit @max", _parameters, cancellationToken: cancellation);
        for (var tries = 1; ; tries++)
        {
            try
            {
                await using var connection = await store.Open(cancellation);
                return (await connection.QueryAsync<TRow>(command)).AsList();
            }
            catch (DbException error) when (tries < TriesMax && store.IsSwappedAway(error))
            {
                // The swap has committed: the next try finds the new tables.
            }
        }
    }
}
