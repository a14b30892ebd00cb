using PosSaga.Journal;
using PosSaga.Load;

namespace PosSaga.Tests.Journal;

/// <summary>The server stops, and comes back.</summary>
public abstract partial class OnPostgresOnly
{
    [PostgresServerFact]
    public async Task A_database_that_stops_and_comes_back_loses_nothing_and_nobody_notices()
    {
        await using var server = await PostgresServer.StartNew();
        var database = await server.NewDatabase();
        await using var system = JournalSystem.Create(new JournalOptions
        {
            ConnectionString = database.ConnectionString, AllowDevelopmentMasterKey = true, AttemptsMax = 200,
            RetryDelayMax = TimeSpan.FromMilliseconds(100),
        });
        await system.Migrate();
        var stop = false;
        var writers = Enumerable.Range(0, 10).Select(_ => Task.Run(async () =>
        {
            var written = new List<Guid>();
            while (!Volatile.Read(ref stop))
            {
                var request = Given.Append(Given.Stream(), events: 2);
                await system.Journal.Appended(request);
                written.AddRange(request.Events.Select(e => e.Id));
            }
            return written;
        })).ToList();

        for (var round = 0; round < 2; round++)
        {
            await system.Feed.WaitBeyond(await system.Feed.Head() + 50, Patience).WaitAsync(Patience);
            await server.Restart();
        }
        var after = await system.Feed.Head();
        await system.Feed.WaitBeyond(after + 50, Patience).WaitAsync(Patience);
        Volatile.Write(ref stop, true);
        var written = (await Task.WhenAll(writers)).SelectMany(w => w).Order().ToList();

        Assert.Equal(written, (await system.Feed.All(page: 500)).Select(e => e.Id).Order());
        Assert.True((await system.Verifier.Verify()).Ok);
    }

    [PostgresServerFact]
    public async Task A_database_that_is_gone_is_reported_and_its_return_is_noticed()
    {
        await using var server = await PostgresServer.StartNew();
        var database = await server.NewDatabase();
        await using var system = JournalSystem.Create(new JournalOptions
        {
            ConnectionString = database.ConnectionString, AllowDevelopmentMasterKey = true, AttemptsMax = 3,
            RetryDelayMax = TimeSpan.FromMilliseconds(20),
        });
        await system.Migrate();
        var stream = Given.Stream();
        var request = Given.Append(stream);
        await server.StopImmediate();

        await Assert.ThrowsAsync<JournalUnavailableException>(() => system.Journal.Append(request));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => system.Journal.Read(stream, 0, 10));
        await Assert.ThrowsAsync<JournalUnavailableException>(() => system.Feed.Head());
        await Assert.ThrowsAsync<JournalUnavailableException>(() => system.Checkpoints.Move("c", 0, 1));

        await server.Start();
        await system.Journal.Appended(request);
        Assert.Single((await system.Journal.Read(stream, 0, 10)).Events);
    }
}
