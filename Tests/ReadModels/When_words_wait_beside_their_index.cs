using Npgsql;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

/// <summary>Words of new claims wait in a list of PostgreSQL's beside their index, and that is emptied before it grows
/// long. How long it is shows when somebody else empties it.</summary>
public sealed class When_words_wait_beside_their_index
{
    [PostgresFact]
    public async Task A_few_are_left_to_wait() =>
        Assert.InRange(await PagesLeftWaitingBy(PendingWordList.TextsMax - 1), 1, long.MaxValue);

    [PostgresFact]
    public async Task Many_are_put_into_the_index() =>
        Assert.Equal(0, await PagesLeftWaitingBy(PendingWordList.TextsMax));

    private static async Task<long> PagesLeftWaitingBy(int claims)
    {
        var database = await PrivatePostgres.NewDatabase();
        await using (var side = await ReadSide.Open(database.ConnectionString))
        {
            // It would empty the list as well, whenever it comes by.
            await side.Execute("alter table claim_texts_g1 set (autovacuum_enabled = off)");
            var writer = side.Writer();
            for (var claim = 0; claim < claims; claim++)
                await writer.Append("claim", $"c{claim}", Created($"The lamp {claim} does not light."));
            await side.CaughtUp();
        }

        // Whoever leaves has come to the end of the emptying that was under way.
        await using var connection = new NpgsqlConnection(database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(
            "select gin_clean_pending_list('read.claim_texts_g1_found')", connection);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    private static ClaimEvent.Created Created(string text) => new(
        "ann", null, ClaimType.ProductDefect, new Personal<string>("t1/customer/ann", text), Urgency.Low, null, [], "f")
    {
        At = EventWriter.Noon,
    };
}
