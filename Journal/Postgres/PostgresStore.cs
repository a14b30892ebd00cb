using System.Globalization;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace PosSaga.Journal;

/// <summary>The journal on PostgreSQL 15 or later.</summary>
internal sealed partial class PostgresStore : IJournalStore
{
    private const string OnePlanEach = " -c enable_seqscan=off -c jit=off -c plan_cache_mode=force_generic_plan";

    private const string PoolSize = "Maximum Pool Size";

    // Npgsql's own 100 brings no more speed (docs/scaling.md), and two processes would take all that a server admits
    // by default: who then comes too late finds no way to the database for as long as the others are busy.
    private const int PoolSizeDefault = 20;

    private readonly NpgsqlDataSource _journal;
    private readonly JournalOptions _options;
    private readonly ILogger _log;

    public PostgresStore(JournalOptions options, ILoggerFactory logs)
    {
        (_options, _log) = (options, logs.CreateLogger<PostgresStore>());
        var shared = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        shared.ApplicationName ??= "PosSaga";
        // Keys has what the configuration says, under Npgsql's own name for it.
        if (!shared.Keys.Cast<string>().Contains(PoolSize, StringComparer.OrdinalIgnoreCase))
            shared.MaxPoolSize = PoolSizeDefault;
        Shared = Build("shared", shared, logs);

        var own = new NpgsqlConnectionStringBuilder(shared.ConnectionString)
        {
            ApplicationName = shared.ApplicationName + " journal",
            CommandTimeout = (int)options.CommandTimeout.TotalSeconds,
            // What comes from this pool leaves nothing in its session, so that there is nothing to reset.
            NoResetOnClose = true,
            MaxAutoPrepare = 32,
            AutoPrepareMinUsages = 2,
            // A batch is some 100 kB: in pieces of the default 8 kB the two processes only wake each other.
            WriteBufferSize = 128 * 1024,
            ReadBufferSize = 64 * 1024,
            // Plans are made once per connection, often while the tables are still empty: a sequential scan that was
            // right then would be run for ever. Our statements all have an index; and compiling them never pays. Nor
            // does planning a batch for how many events it has: it took 0.1 of 0.25 ms.
            Options = (shared.Options + OnePlanEach).Trim(),
        };
        _journal = Build("journal", own, logs);
        // Unpooled: a connection that still listens must not come back as somebody's ordinary one.
        own.Pooling = false;
        own.MaxAutoPrepare = 0;
        Listening = Build("journal listening", own, logs);
    }

    /// <summary>For everybody else in this process.</summary>
    public NpgsqlDataSource Shared { get; }

    public NpgsqlDataSource Own => _journal;

    /// <summary>For the one connection that waits for notifications.</summary>
    public NpgsqlDataSource Listening { get; }

    public bool IsTransient(Exception error) => PostgresErrors.IsTransient(error);

    /// <param name="name">In the metrics of the pools.</param>
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
