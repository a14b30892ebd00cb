using Microsoft.Extensions.Logging;

namespace PosSaga.Journal;

/// <summary>Puts the journal on PostgreSQL together.</summary>
internal static class PostgresJournal
{
    public static JournalSystem Create(JournalOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        var log = logs.CreateLogger<JournalSystem>();
        var master = MasterKey.From(options);
        var backoff = new Backoff(options, clock);
        var store = new PostgresStore(options, logs);
        var tables = new PostgresTables(store, backoff);
        var feed = new JournalFeed(store, options, backoff, clock);
        var appends = new AppendQueue(store, feed, options, backoff, log);
        var reads = new ReadQueue(store, options, backoff);
        var keys = new SubjectKeyRing(
            new SqlSubjectKeys(tables, PostgresTables.EraseSql), master, options.FillRandom, clock);
        var listener = new PostgresListener(store, feed, keys, options, backoff, log);
        var heads = new SignedHeads(new SqlSignedHeads(tables), new HeadSigner(master), clock);
        var parts = new JournalParts(
            new EventJournal(store, appends, reads, options, backoff), feed, new HistoryVerifier(store, heads),
            new SqlCheckpoints(tables), new SqlLeases(tables), new SqlDeadLetters(tables), keys,
            new SqlSnapshots(tables), new SqlMailQueue(tables, master), heads);

        async Task Migrate(CancellationToken cancellation)
        {
            await PostgresMigrations.Apply(
                store.Own, "journal", typeof(PostgresJournal).Assembly, ".Postgres.Migrations.",
                cancellation).ConfigureAwait(false);
            await SqlInfo.CheckPartitions(tables, options.Partitions, cancellation).ConfigureAwait(false);
            feed.StartAt(await store.Head(cancellation).ConfigureAwait(false));
            listener.Start();
        }

        return new(parts, new(JournalKind.Postgres, options.ConnectionString, store.Shared, null), Migrate,
            appends, reads, listener, feed, store)
        { Appends = appends };
    }
}
