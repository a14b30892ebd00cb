using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace PosSaga.Journal;

/// <summary>One journal with all its parts, open from <see cref="Migrate"/> to disposal. What
/// <see cref="JournalRegistration"/> puts into the container; tools and tests use it directly.</summary>
public sealed class JournalSystem : IJournalSchema, IAsyncDisposable, IDisposable
{
    private readonly Func<CancellationToken, Task> _migrate;
    private readonly object[] _owned;
    private int _disposed;

    internal JournalSystem(
        JournalParts parts, JournalDatabase database, Func<CancellationToken, Task> migrate, params object[] owned)
    {
        (Journal, Feed, Verifier, Checkpoints, Leases, DeadLetters, Keys, Snapshots, Mail, Heads) = parts;
        (Database, _migrate, _owned) = (database, migrate, owned);
    }

    public IEventJournal Journal { get; }
    public IJournalFeed Feed { get; }
    public IJournalVerifier Verifier { get; }
    public ICheckpoints Checkpoints { get; }
    public ILeases Leases { get; }
    public IDeadLetters DeadLetters { get; }
    public SubjectKeyRing Keys { get; }
    public ISnapshotTable Snapshots { get; }
    public IMailQueue Mail { get; }
    public ISignedHeads Heads { get; }
    public JournalDatabase Database { get; }

    /// <summary>Test seam, of the databases only.</summary>
    internal AppendQueue? Appends { get; init; }

    /// <summary>Reads the options and connects nothing yet; <see cref="Migrate"/> does.</summary>
    public static JournalSystem Create(JournalOptions options, TimeProvider? clock = null, ILoggerFactory? logs = null)
    {
        if (options.Partitions is < 1 or > 1024)
            throw new JournalConfigurationException($"Journal:Partitions is not 1 to 1024: {options.Partitions}.");
        clock ??= TimeProvider.System;
        logs ??= NullLoggerFactory.Instance;
        return options.Kind switch
        {
            JournalKind.Postgres => PostgresJournal.Create(options, clock, logs),
            JournalKind.Sqlite => SqliteJournal.Create(options, clock, logs),
            _ => new InMemoryJournal(options, clock).System,
        };
    }

    public Task Migrate(CancellationToken cancellation = default) => _migrate(cancellation);

    /// <summary>Commits what waits, then lets go of connections and files.</summary>
    public async ValueTask DisposeAsync()
    {
        // The container knows it under two names and disposes of both.
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

internal sealed record JournalParts(
    IEventJournal Journal, IJournalFeed Feed, IJournalVerifier Verifier, ICheckpoints Checkpoints, ILeases Leases,
    IDeadLetters DeadLetters, SubjectKeyRing Keys, ISnapshotTable Snapshots, IMailQueue Mail, ISignedHeads Heads);
