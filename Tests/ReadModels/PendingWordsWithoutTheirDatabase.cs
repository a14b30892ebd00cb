using Npgsql;
using PosSaga.ReadModels;

namespace PosSaga.Tests.ReadModels;

/// <summary>Emptying the list is a favour to the next batch: that it fails is nobody's failure.</summary>
public sealed class PendingWordsWithoutTheirDatabase
{
    [Fact]
    public async Task Nothing_that_goes_wrong_comes_out()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=5");
        var waiting = new PendingWordList(nowhere);
        waiting.Add("claim_texts_g1_found", 1_000);
        waiting.Add("claim_texts_g1_found", 1_000);
        await waiting.DisposeAsync();
    }
}
