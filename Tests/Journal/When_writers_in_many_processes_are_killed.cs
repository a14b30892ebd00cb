using System.Globalization;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

public sealed class When_writers_in_many_processes_are_killed
{
    [PostgresFact]
    public async Task Positions_stay_dense_order_holds_and_no_acknowledged_append_is_missing()
    {
        var database = await PrivatePostgres.NewDatabase();
        await using var system = JournalSystem.Create(
            new JournalOptions { ConnectionString = database.ConnectionString, AllowDevelopmentMasterKey = true });
        await system.Migrate();
        var acknowledged = new List<string>();

        for (var round = 0; round < 2; round++)
        {
            var writers = Enumerable.Range(0, 3)
                .Select(w => WriterProcess.Start(database.ConnectionString, "write", $"writer-{w}")).ToList();
            // Each has written for a while: the kill comes in the middle of one batch or another.
            foreach (var writer in writers)
                for (var line = 0; line < 200; line++)
                    await writer.Next();
            foreach (var writer in writers)
                acknowledged.AddRange(await writer.Kill());
            writers.ForEach(w => w.Dispose());
        }

        await system.Journal.Appended(Given.Stream());
        var all = await system.Feed.All(page: 1000);
        Assert.Equal(Enumerable.Range(1, all.Count).Select(i => (long)i), all.Select(e => e.Position));
        Assert.All(all.GroupBy(e => e.Stream), stream =>
            Assert.Equal(Enumerable.Range(1, stream.Count()).Select(i => (long)i), stream.Select(e => e.Version)));
        var found = all.ToDictionary(e => e.Position);
        foreach (var line in acknowledged.Where(l => l.Count(c => c == ' ') == 2).Select(l => l.Split(' ')))
        {
            var e = found[long.Parse(line[2], CultureInfo.InvariantCulture)];
            Assert.Equal((line[0], line[1]), (e.Stream, e.Version.ToString(CultureInfo.InvariantCulture)));
        }
        Assert.True((await system.Verifier.Verify()).Ok);
    }
}
