using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Npgsql;

namespace PosSaga.ReadModels.Storage.Postgres;

/// <summary>What the database finds out when it analyzes a searchable table. No search waits for it: the first ones do
/// without, and later ones have it as it was a minute ago.</summary>
internal sealed class SearchStatistics(NpgsqlDataSource database) : IAsyncDisposable
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan ReadAtFirstEvery = TimeSpan.FromSeconds(5);

    // Of two generations, during a rebuild, the one with more to tell.
    private const string Statistics =
        """
        with richest as (
            select tablename from pg_stats
            where schemaname = 'read' and tablename like 'claim\_texts\_g%' and attname = 'words'
                and most_common_elems is not null
            order by cardinality(most_common_elem_freqs) desc limit 1)
        select attname, coalesce(most_common_elems::text::text[], '{}') as elements,
            coalesce(most_common_elem_freqs, '{}') as elementshares,
            coalesce(most_common_vals::text::text[], '{}') as values, coalesce(most_common_freqs, '{}') as shares,
            (select reltuples from pg_class where oid = to_regclass(format('read.%I', tablename))) as rows
        from pg_stats join richest using (tablename)
        where schemaname = 'read' and attname in ('words', 'tenant', 'status', 'type', 'customer_id', 'assigned_agent')
        """;

    private readonly Lock _lock = new();
    private SearchNumbers _known = SearchNumbers.Unknown;
    private Task _reading = Task.CompletedTask;
    private long _readAt;

    public SearchNumbers Known
    {
        get
        {
            lock (_lock)
            {
                var every = _known.Rows > 0 ? ReadEvery : ReadAtFirstEvery;
                if (_reading.IsCompleted && (_readAt == 0 || Stopwatch.GetElapsedTime(_readAt) > every))
                {
                    _readAt = Stopwatch.GetTimestamp();
                    _reading = Task.Run(Read);
                }
                return _known;
            }
        }
    }

    public async ValueTask DisposeAsync() => await _reading;

    private async Task Read()
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            var told = (await connection.QueryAsync<Told>(Statistics)).AsList();
            if (told.Count > 0)
                Volatile.Write(ref _known, NumbersOf(told));
        }
        catch (DbException)
        {
            // Then it stays as it was.
        }
    }

    private static SearchNumbers NumbersOf(List<Told> told)
    {
        var words = told.Single(column => column.Attname == "words");
        return new(
            new WordFrequencies(words.Elements, words.ElementShares),
            told.ToDictionary(column => column.Attname, SharesOf, StringComparer.Ordinal),
            words.Rows);
    }

    private static IReadOnlyDictionary<string, double> SharesOf(Told column) =>
        column.Values.Zip(column.Shares)
            .ToDictionary(one => one.First, one => (double)one.Second, StringComparer.Ordinal);

    private sealed class Told
    {
        public string Attname { get; init; } = "";
        public string[] Elements { get; init; } = [];
        public float[] ElementShares { get; init; } = [];
        public string[] Values { get; init; } = [];
        public float[] Shares { get; init; } = [];
        public float Rows { get; init; }
    }
}
