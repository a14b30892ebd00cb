using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PosSaga.Journal;

/// <summary>A journal with all its parts. <see cref="JournalRegistration"/> puts them into a container; tools and tests
/// use this class directly.</summary>
public sealed class JournalSystem : IAsyncDisposable, IDisposable
{
    private readonly Func<CancellationToken, Task> _migrate;
    private readonly IReadOnlyList<object> _owned;
    private int _disposed;

    internal JournalSystem(Func<CancellationToken, Task> migrate, IReadOnlyList<object> owned) =>
        (_migrate, _owned) = (migrate, owned);

    public required IEventJournal Journal { get; init; }
    public required IJournalFeed Feed { get; init; }
    public required IJournalVerifier Verifier { get; init; }
    public required ICheckpoints Checkpoints { get; init; }
    public required ILeases Leases { get; init; }
    public required IDeadLetters DeadLetters { get; init; }
    public required SubjectKeyRing Keys { get; init; }
    public required ISnapshotTable Snapshots { get; init; }
    public required IMailQueue Mail { get; init; }
    public required ISignedHeads Heads { get; init; }
    public required JournalDatabase Database { get; init; }

    /// <summary>For tests; null for the in-memory journal.</summary>
    internal AppendQueue? Appends { get; init; }

    /// <summary>Checks the options without connecting; call <see cref="Migrate"/> before using any part.</summary>
    /// <exception cref="JournalConfigurationException">An option is wrong.</exception>
    public static JournalSystem Create(JournalOptions options, TimeProvider? clock = null, ILoggerFactory? logs = null)
    {
        if (options.Partitions is < 1 or > 1024)
            throw new JournalConfigurationException($"Journal:Partitions is not 1 to 1024: {options.Partitions}.");
        clock ??= TimeProvider.System;
        logs ??= NullLoggerFactory.Instance;
        return options.Kind switch
        {
            JournalKind.Postgres => SqlJournal.OnPostgres(options, clock, logs),
            JournalKind.Sqlite => SqlJournal.OnSqlite(options, clock, logs),
            _ => new InMemoryJournal(options, clock).System,
        };
    }

    /// <summary>Brings the journal's tables up to date and locks its files; awaited at start before anything
    /// else.</summary>
    /// <exception cref="JournalConfigurationException">The journal was created with another number of partitions, or
    /// another process has its files open.</exception>
    public Task Migrate(CancellationToken cancellation = default) => _migrate(cancellation);

    /// <summary>Commits the appends that wait, then closes connections and files.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
            return;
        foreach (var part in _owned)
            if (part is IAsyncDisposable async)
                await async.DisposeAsync().ConfigureAwait(false);
            else
                ((IDisposable)part).Dispose();
    }

    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();
}
