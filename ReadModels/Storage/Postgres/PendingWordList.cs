using System.Data.Common;
using Npgsql;

namespace PosSaga.ReadModels;

/// <summary>Moves words from a GIN index's pending list into the index, beside the batches. When PostgreSQL does it
/// itself, because the list is full, the batch that filled it is late by a tenth of a second.</summary>
internal sealed class PendingWordList(NpgsqlDataSource database) : IAsyncDisposable
{
    // A search reads the whole list: 0.3 ms for so many texts of a kilobyte each.
    internal const int TextsMax = 200;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _texts = [];
    private Task _cleaning = Task.CompletedTask;

    public void Add(string index, int texts)
    {
        lock (_lock)
        {
            _texts[index] = _texts.GetValueOrDefault(index) + texts;
            if (_texts[index] < TextsMax || !_cleaning.IsCompleted)
                return;
            _texts[index] = 0;
            _cleaning = Task.Run(() => Clean(index));
        }
    }

    public async ValueTask DisposeAsync() => await _cleaning;

    private async Task Clean(string index)
    {
        try
        {
            // to_regclass is null while a rebuild fills tables that have no index yet, and then this does nothing.
            await using var command = database.CreateCommand("select gin_clean_pending_list(to_regclass($1))");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = index });
            await command.ExecuteNonQueryAsync();
        }
        catch (DbException)
        {
            // The database is away, or a swap dropped the index. PostgreSQL's own limit still holds, and the next
            // texts try again.
        }
    }
}
