using System.Globalization;
using Microsoft.Extensions.Logging;

namespace PosSaga.Journal;

/// <summary>Composes a journal on a database.</summary>
internal static class SqlJournal
{
    public static JournalSystem OnPostgres(JournalOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        var store = new PostgresStore(options, logs);
        return Create(
            options, clock, logs, store, retry => new PostgresExecutor(store, retry),
            new(JournalKind.Postgres, options.ConnectionString, store.Shared, null),
            (feed, keys, retry, log) => new PostgresListener(store, feed, keys, retry, log));
    }

    public static JournalSystem OnSqlite(JournalOptions options, TimeProvider clock, ILoggerFactory logs)
    {
        var directory = JournalConnection.DirectoryOf(options.ConnectionString);
        var store = new SqliteStore(directory);
        return Create(
            options, clock, logs, store, retry => new SqliteExecutor(store, retry, clock),
            new(JournalKind.Sqlite, options.ConnectionString, null, directory), listen: null);
    }

    private static JournalSystem Create(
        JournalOptions options, TimeProvider clock, ILoggerFactory logs, IJournalStore store,
        Func<StoreRetry, ISqlExecutor> executor, JournalDatabase database,
        Func<JournalFeed, SubjectKeyRing, StoreRetry, ILogger, PostgresListener>? listen)
    {
        var log = logs.CreateLogger<JournalSystem>();
        var master = MasterKey.From(options);
        var retry = new StoreRetry(options, store, clock);
        var sql = executor(retry);
        var feed = new JournalFeed(store, options, retry, clock);
        var appends = new AppendQueue(store, feed, options, retry, log);
        var reads = new ReadQueue(store, options, retry);
        var keys = new SubjectKeyRing(new SqlSubjectKeys(sql), master, options.FillRandom, clock);
        var listener = listen?.Invoke(feed, keys, retry, log);
        var heads = new SignedHeads(new SqlSignedHeads(sql), new HeadSigner(master), clock);

        async Task Migrate(CancellationToken cancellation)
        {
            await store.Migrate(cancellation).ConfigureAwait(false);
            await CheckPartitions(sql, options.Partitions, cancellation).ConfigureAwait(false);
            feed.StartAt(await store.Head(cancellation).ConfigureAwait(false));
            listener?.Start();
        }

        object[] owned = listener is null ? [appends, reads, feed, store] : [appends, reads, listener, feed, store];
        return new JournalSystem(Migrate, owned)
        {
            Journal = new EventJournal(store, appends, reads, options, retry), Feed = feed,
            Verifier = new HistoryVerifier(store, heads), Heads = heads, Checkpoints = new SqlCheckpoints(sql),
            Leases = new SqlLeases(sql), DeadLetters = new SqlDeadLetters(sql), Keys = keys,
            Snapshots = new SqlSnapshots(sql), Mail = new SqlMailQueue(sql, master), Database = database,
            Appends = appends,
        };
    }

    private static async Task CheckPartitions(ISqlExecutor sql, int configured, CancellationToken cancellation)
    {
        var table = sql.Schema + "info";
        await sql.Execute(
            $"insert into {table} (name, value) values ('partitions', $1) on conflict (name) do nothing",
            idempotent: true, cancellation, configured.ToString(CultureInfo.InvariantCulture)).ConfigureAwait(false);
        var stored = await sql.Query(
            $"select value from {table} where name = 'partitions'", r => r.GetString(0),
            cancellation).ConfigureAwait(false);
        if (int.Parse(stored[0], CultureInfo.InvariantCulture) != configured)
            throw new JournalConfigurationException(
                $"The journal was created with {stored[0]} partitions and keeps that number; "
                + $"Journal:Partitions says {configured}.");
    }
}
