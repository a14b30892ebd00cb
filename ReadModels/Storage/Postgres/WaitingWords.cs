using System.Data.Common;
using Npgsql;

namespace PosSaga.ReadModels.Storage.Postgres;

/// <summary>Puts the words that wait beside a search index into it, while the batches go on. A batch that had to do it
/// itself, as PostgreSQL does when the list is full, was late by a tenth of a second.</summary>
internal sealed class WaitingWords(NpgsqlDataSource database) : IAsyncDisposable
{
    // Whoever searches reads the whole list, at a kilobyte a text 0.3 ms for so many.
    internal const int TextsMax = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _texts = [];
    private Task _emptying = Task.CompletedTask;

    public void Add(string index, int texts)
    {
        lock (_lock)
        {
            _texts[index] = _texts.GetValueOrDefault(index) + texts;
            if (_texts[index] < TextsMax || !_emptying.IsCompleted)
                return;
            _texts[index] = 0;
            _emptying = Task.Run(() => Empty(index));
        }
    }

    public async ValueTask DisposeAsync() => await _emptying;

    private async Task Empty(string index)
    {
        try
        {
            // Nothing while a rebuild fills tables that have no index yet.
            await using var command = database.CreateCommand("select gin_clean_pending_list(to_regclass($1))");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = index });
            await command.ExecuteNonQueryAsync();
        }
        catch (DbException)
        {
            // The database is away, or the index was dropped just now. The list has a limit of its own, and the next
            // texts ask for it again.
        }
    }
}
