using System.Data.Common;
using System.Diagnostics;
using Dapper;
using Npgsql;

namespace PosSaga.ReadModels.Storage.Postgres;

/// <summary>How frequent words are, as the database finds out when it analyzes a searchable table. No search waits for it:
/// the first ones do without, and later ones have it as it was a minute ago.</summary>
internal sealed class WordStatistics(NpgsqlDataSource database) : IAsyncDisposable
{
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private WordFrequencies _frequencies = WordFrequencies.Unknown;
    private Task _reading = Task.CompletedTask;
    private long _readAt;

    public WordFrequencies Frequencies
    {
        get
        {
            lock (_lock)
            {
                if (_reading.IsCompleted && (_readAt == 0 || Stopwatch.GetElapsedTime(_readAt) > ReadEvery))
                {
                    _readAt = Stopwatch.GetTimestamp();
                    _reading = Task.Run(Read);
                }
                return _frequencies;
            }
        }
    }

    public async ValueTask DisposeAsync() => await _reading;

    private async Task Read()
    {
        try
        {
            await using var connection = await database.OpenConnectionAsync();
            // Of two generations, during a rebuild, the one with more to tell.
            var statistics = await connection.QueryAsync<(string[] Words, float[] Shares)>(
                """
                select most_common_elems::text::text[], most_common_elem_freqs from pg_stats
                where schemaname = 'read' and tablename like 'claim\_texts\_g%' and attname = 'words'
                    and most_common_elems is not null
                order by cardinality(most_common_elem_freqs) desc limit 1
                """);
            foreach (var (words, shares) in statistics)
                Volatile.Write(ref _frequencies, new WordFrequencies(words, shares));
        }
        catch (DbException)
        {
            // Then it stays as it was.
        }
    }
}
