using Microsoft.Extensions.Logging;

namespace PosSaga.Journal;

/// <summary>Puts the journal on SQLite together.</summary>
internal static class SqliteJournal
{
    public static JournalSystem Create(JournalOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        var directory = JournalConnection.DirectoryOf(options.ConnectionString);
        var log = logs.CreateLogger<JournalSystem>();
        var master = MasterKey.From(options);
        var backoff = new Backoff(options, clock);
        var store = new SqliteStore(directory);
        var tables = new SqliteTables(store, backoff, clock);
        var feed = new JournalFeed(store, options, backoff, clock);
        var appends = new AppendQueue(store, feed, options, backoff, log);
        var reads = new ReadQueue(store, options, backoff);
        var keys = new SubjectKeyRing(
            new SqlSubjectKeys(tables, SqliteTables.EraseSql), master, options.FillRandom, clock);
        var heads = new SignedHeads(new SqlSignedHeads(tables), new HeadSigner(master), clock);
        var parts = new JournalParts(
            new EventJournal(store, appends, reads, options, backoff), feed, new HistoryVerifier(store, heads),
            new SqlCheckpoints(tables), new SqlLeases(tables), new SqlDeadLetters(tables), keys,
            new SqlSnapshots(tables), new SqlMailQueue(tables, master), heads);

        async Task Migrate(CancellationToken cancellation)
        {
            store.Open();
            await SqlInfo.CheckPartitions(tables, options.Partitions, cancellation).ConfigureAwait(false);
            feed.StartAt(await store.Head(cancellation).ConfigureAwait(false));
        }

        return new(parts, new(JournalKind.Sqlite, options.ConnectionString, null, directory), Migrate,
            appends, reads, feed, store)
        { Appends = appends };
    }
}
