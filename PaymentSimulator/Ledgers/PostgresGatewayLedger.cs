using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace PosSaga.PaymentSimulator;

/// <summary>The gateway's books in the schema <c>gateway</c> of a PostgreSQL database: one statement, and so one
/// commit, per batch. Keeps connections of its own; a stranger does not borrow the shop's.</summary>
internal sealed class PostgresGatewayLedger(string connectionString, ILogger log) : GroupCommitLedger(log)
{
    private const string Columns =
        "id, version, state, amount, currency, code, risk, decline, captured, refunded, refunds, opened_at, changed_at";

    // The version is the whole concurrency control: a row that another process moved meanwhile is left alone, and its
    // id does not come back. A deadlock of two such batches is an unanswered call like any other.
    private const string Write = $"""
        insert into gateway.payments as p ({Columns})
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        on conflict (id) do update set
          version = excluded.version, state = excluded.state, captured = excluded.captured,
          refunded = excluded.refunded, refunds = excluded.refunds, changed_at = excluded.changed_at
        where p.version = excluded.version - 1
        returning p.id
        """;

    private const string Look = $"select {Columns} from gateway.payments where id = any($1)";

    private readonly NpgsqlDataSource _database = new NpgsqlDataSourceBuilder(
        new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxPoolSize = 4, CommandTimeout = 10, ApplicationName = "possaga-gateway",
        }.ConnectionString) { Name = "gateway" }.Build();

    private readonly Dictionary<string, Waiting> _byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, GatewayAccount> _found = new(StringComparer.Ordinal);
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _write;
    private NpgsqlCommand? _look;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Disconnect();
        await _database.DisposeAsync();
    }

    protected override async ValueTask Exchange(List<Waiting> writes, List<Waiting> looks)
    {
        try
        {
            await Connect();
            if (writes.Count > 0)
                await WriteTo(writes);
            if (looks.Count > 0)
                await LookUp(looks);
        }
        catch
        {
            await Disconnect();
            throw;
        }
    }

    private async Task WriteTo(List<Waiting> writes)
    {
        _byId.Clear();
        Fill(_write!.Parameters, writes);
        foreach (var waiting in writes)
            _byId[waiting.Entry.Id] = waiting;
        await using var reader = await _write.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            _byId[reader.GetString(0)].Accepted = true;
    }

    private async Task LookUp(List<Waiting> looks)
    {
        _found.Clear();
        _look!.Parameters[0].Value = looks.Select(w => w.Entry.Id).Distinct().ToArray();
        await using (var reader = await _look.ExecuteReaderAsync())
            while (await reader.ReadAsync())
            {
                var account = Read(reader);
                _found[account.Id] = account;
            }
        foreach (var waiting in looks)
            waiting.Seen = _found.GetValueOrDefault(waiting.Entry.Id);
    }

    private static void Fill(NpgsqlParameterCollection parameters, List<Waiting> writes)
    {
        T[] Column<T>(Func<GatewayAccount, T> value)
        {
            var column = new T[writes.Count];
            for (var i = 0; i < column.Length; i++)
                column[i] = value(writes[i].Next!);
            return column;
        }
        parameters[0].Value = Column(static a => a.Id);
        parameters[1].Value = Column(static a => a.Version);
        parameters[2].Value = Column(static a => (short)a.State);
        parameters[3].Value = Column(static a => a.Amount.Amount);
        parameters[4].Value = Column(static a => a.Amount.Currency);
        parameters[5].Value = Column(static a => a.Code);
        parameters[6].Value = Column(static a => (short)a.RiskScore);
        parameters[7].Value = Column(static a => (short?)a.Decline);
        parameters[8].Value = Column(static a => a.Captured);
        parameters[9].Value = Column(static a => a.Refunded);
        parameters[10].Value = Column(static a => AccountText.Of(a.Refunds));
        parameters[11].Value = Column(static a => a.OpenedAtMicros);
        parameters[12].Value = Column(static a => a.ChangedAtMicros);
    }

    private static GatewayAccount Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetInt32(1), (AccountState)row.GetInt16(2), new Money(row.GetInt64(3), row.GetString(4)),
        row.IsDBNull(5) ? null : row.GetString(5), row.GetInt16(6),
        row.IsDBNull(7) ? null : (DeclineReason)row.GetInt16(7), row.GetInt64(8), row.GetInt64(9),
        AccountText.Refunds(row.GetString(10)), row.GetInt64(11), row.GetInt64(12));

    private async ValueTask Connect()
    {
        if (_connection is not null)
            return;
        await Open();
        _connection = await _database.OpenConnectionAsync();
        // Whatever the server's default: what was answered is on disk.
        await using (var durable = new NpgsqlCommand("set synchronous_commit = on", _connection))
            await durable.ExecuteNonQueryAsync();
        _write = await Prepare(
            Write, NpgsqlDbType.Text, NpgsqlDbType.Integer, NpgsqlDbType.Smallint, NpgsqlDbType.Bigint,
            NpgsqlDbType.Text,
            NpgsqlDbType.Text, NpgsqlDbType.Smallint, NpgsqlDbType.Smallint, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint,
            NpgsqlDbType.Text, NpgsqlDbType.Bigint, NpgsqlDbType.Bigint);
        _look = await Prepare(Look, NpgsqlDbType.Text);
    }

    private async Task<NpgsqlCommand> Prepare(string sql, params NpgsqlDbType[] elements)
    {
        var command = new NpgsqlCommand(sql, _connection);
        foreach (var element in elements)
            command.Parameters.Add(new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | element });
        await command.PrepareAsync();
        return command;
    }

    private async ValueTask Disconnect()
    {
        if (_connection is { } connection)
            await connection.DisposeAsync();
        (_connection, _write, _look) = (null, null, null);
    }

    // Tables, sums, lists and settings: off the hot path.

    // Several silos may start at once. The number is an arbitrary constant of this schema.
    private const string Schema = """
        select pg_advisory_xact_lock(4711202601);
        create schema if not exists gateway;
        create table if not exists gateway.payments (
          id text collate "C" primary key, version int not null, state smallint not null,
          amount bigint not null, currency text not null, code text, risk smallint not null, decline smallint,
          captured bigint not null, refunded bigint not null, refunds text not null,
          opened_at bigint not null, changed_at bigint not null,
          check (captured in (0, amount) and refunded between 0 and captured)
        ) with (fillfactor = 70);
        create table if not exists gateway.settings (
          only_one boolean primary key default true check (only_one), version bigint not null, settings text not null);
        """;

    private readonly SemaphoreSlim _opening = new(1);
    private bool _isOpen;

    public override async Task Open(CancellationToken cancellation = default)
    {
        if (Volatile.Read(ref _isOpen))
            return;
        await _opening.WaitAsync(cancellation);
        try
        {
            if (_isOpen)
                return;
            await using var connection = await _database.OpenConnectionAsync(cancellation);
            await using var transaction = await connection.BeginTransactionAsync(cancellation);
            await using var schema = new NpgsqlCommand(Schema, connection, transaction);
            await schema.ExecuteNonQueryAsync(cancellation);
            await transaction.CommitAsync(cancellation);
            Volatile.Write(ref _isOpen, true);
        }
        finally
        {
            _opening.Release();
        }
    }

    public override async Task<GatewayBooks> Books(string prefix, CancellationToken cancellation = default)
    {
        await Open(cancellation);
        await using var command = _database.CreateCommand("""
            select state, count(*), sum(case when state = 5 then captured else amount end)::bigint,
                sum(refunded)::bigint
            from gateway.payments where id >= $1 and id < $2 group by state
            """);
        command.Parameters.Add(new() { Value = prefix });
        command.Parameters.Add(new() { Value = prefix + AccountText.AfterAnyId });
        var books = GatewayBooks.Sum([]);
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            books = books.Plus(
                (AccountState)reader.GetInt16(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        return books;
    }

    public override async Task<IReadOnlyList<GatewayAccount>> List(
        string prefix, string? after, int max, CancellationToken cancellation = default)
    {
        await Open(cancellation);
        await using var command = _database.CreateCommand(
            $"select {Columns} from gateway.payments where id >= $1 and id < $2 and id > $3 order by id limit $4");
        command.Parameters.Add(new() { Value = prefix });
        command.Parameters.Add(new() { Value = prefix + AccountText.AfterAnyId });
        command.Parameters.Add(new() { Value = after ?? "" });
        command.Parameters.Add(new() { Value = max });
        var accounts = new List<GatewayAccount>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            accounts.Add(Read(reader));
        return accounts;
    }

    public override async Task<VersionedSettings> Settings(CancellationToken cancellation = default)
    {
        await Open(cancellation);
        await using var command = _database.CreateCommand("select version, settings from gateway.settings");
        return await SettingsOf(command, cancellation) ?? new(0, GatewaySettings.Usual);
    }

    public override async Task<VersionedSettings> Save(
        GatewaySettings settings, CancellationToken cancellation = default)
    {
        await Open(cancellation);
        await using var command = _database.CreateCommand("""
            insert into gateway.settings as s (version, settings) values (1, $1)
            on conflict (only_one) do update set version = s.version + 1, settings = excluded.settings
            returning version, settings
            """);
        command.Parameters.Add(new() { Value = AccountText.Of(settings) });
        return (await SettingsOf(command, cancellation))!;
    }

    private static async Task<VersionedSettings?> SettingsOf(NpgsqlCommand command, CancellationToken cancellation)
    {
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        return await reader.ReadAsync(cancellation)
            ? new(reader.GetInt64(0), AccountText.Settings(reader.GetString(1)))
            : null;
    }
}
