using System.Globalization;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace PosSaga.Journal;

/// <summary>The journal on PostgreSQL 15 or later.</summary>
internal sealed partial class PostgresStore : IJournalStore
{
    // Plans are made once per connection, often while the tables are still empty: a sequential scan that was right
    // then would be used for ever, and all our statements have an index. Compiling them never pays. Planning a batch
    // again for its number of events took 0.1 of 0.25 ms.
    private const string PlannerOptions = " -c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan";

    private const string PoolSize = "Maximum Pool Size";

    // Npgsql's default of 100 is not faster (docs/scaling.md), and two processes would take all connections that a
    // server admits by default, so that a third could not connect while they are busy.
    private const int PoolSizeDefault = 20;

    // By class: 08 connection, 40 rolled back (deadlock, serialisation), 53 out of resources, 57 operator intervention
    // (shutdown, crash, starting up, cancelled by time-out), 58 system error; 55P03 lock not available,
    // 25006 read-only: a standby that is about to be promoted.
    private static readonly string[] TransientStates = ["08", "40", "53", "57", "58", "55P03", "25006"];

    private readonly NpgsqlDataSource _journal;

    public PostgresStore(JournalOptions options, ILoggerFactory logs)
    {
        var shared = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        shared.ApplicationName ??= "PosSaga";
        // Keys holds what the configuration sets, under Npgsql's own names.
        if (!shared.Keys.Cast<string>().Contains(PoolSize, StringComparer.OrdinalIgnoreCase))
            shared.MaxPoolSize = PoolSizeDefault;
        Shared = Build("shared", shared, logs);

        var own = new NpgsqlConnectionStringBuilder(shared.ConnectionString)
        {
            ApplicationName = shared.ApplicationName + " journal",
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            // These connections leave nothing in their session that would have to be reset.
            NoResetOnClose = true,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            // A batch has about 100 kB, which the default of 8 kB would split into many small writes and wake-ups.
            WriteBufferSize = 128 * 1024,
            ReadBufferSize = 64 * 1024,
            Options = (shared.Options + PlannerOptions).Trim(),
        };
        _journal = Build("journal", own, logs);
        // Not pooled, because a connection that still listens must not be reused for something else.
        own.Pooling = false;
        own.MaxAutoPrepare = 0;
        Listening = Build("journal listening", own, logs);
    }

    /// <summary>For all users in this process but the journal.</summary>
    public NpgsqlDataSource Shared { get; }

    public NpgsqlDataSource Own => _journal;

    /// <summary>For the one connection that waits for notifications.</summary>
    public NpgsqlDataSource Listening { get; }

    public Task Migrate(CancellationToken cancellation) => PostgresMigrations.Apply(
        _journal, "journal", typeof(PostgresStore).Assembly, ".Postgres.Migrations.", cancellation);

    public bool IsTransient(Exception error) => error switch
    {
        PostgresException e => Array.Exists(TransientStates, c => e.SqlState.StartsWith(c, StringComparison.Ordinal)),
        NpgsqlException e => e.IsTransient || e.InnerException is IOException or SocketException or TimeoutException
            || e.InnerException is null,
        SocketException or IOException or TimeoutException => true,
        _ => false,
    };

    /// <param name="name">Names the pool in its metrics.</param>
    private static NpgsqlDataSource Build(string name, NpgsqlConnectionStringBuilder settings, ILoggerFactory logs) =>
        new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }.UseLoggerFactory(logs).Build();

    private static NpgsqlParameter<T> Parameter<T>(T value, NpgsqlDbType type) =>
        new() { TypedValue = value, NpgsqlDbType = type };

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = _journal.CreateCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);
        return command;
    }

    public async Task<long> Head(CancellationToken cancellation)
    {
        await using var command = Command("select coalesce(max(position), 0) from journal.events");
        return Convert.ToInt64(
            await command.ExecuteScalarAsync(cancellation).ConfigureAwait(false), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        if (_writer is not null)
            await _writer.DisposeAsync().ConfigureAwait(false);
        await Listening.DisposeAsync().ConfigureAwait(false);
        await _journal.DisposeAsync().ConfigureAwait(false);
        await Shared.DisposeAsync().ConfigureAwait(false);
    }
}
