using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace PosSaga.PaymentSimulator;

/// <summary>The gateway's books in a file <c>gateway.db</c> of their own: one transaction, and so one flush to disk,
/// per batch.</summary>
internal sealed class SqliteGatewayLedger(string directory, ILogger log) : GroupCommitLedger(log)
{
    private const string Columns =
        "id, version, state, amount, currency, code, risk, decline, captured, refunded, refunds, opened_at, changed_at";

    private const string Write = $"""
        insert into payments ({Columns})
        values ($0, $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        on conflict (id) do update set
          version = excluded.version, state = excluded.state, captured = excluded.captured,
          refunded = excluded.refunded, refunds = excluded.refunds, changed_at = excluded.changed_at
        where payments.version = excluded.version - 1
        """;

    private const int ColumnCount = 13;

    private SqliteConnection? _connection;
    private SqliteCommand? _write;
    private SqliteCommand? _look;

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Disconnect();
        _opening.Dispose();
    }

    protected override async ValueTask Exchange(List<Waiting> writes, List<Waiting> looks)
    {
        try
        {
            await Connect();
            if (writes.Count > 0)
                WriteAll(writes);
            foreach (var waiting in looks)
                waiting.Seen = LookUp(waiting.Entry.Id);
        }
        catch
        {
            Disconnect();
            throw;
        }
    }

    private void WriteAll(List<Waiting> writes)
    {
        using var transaction = _connection!.BeginTransaction();
        _write!.Transaction = transaction;
        foreach (var waiting in writes)
        {
            Fill(_write.Parameters, waiting.Next!);
            waiting.Accepted = _write.ExecuteNonQuery() == 1;
        }
        transaction.Commit();
    }

    private GatewayAccount? LookUp(string id)
    {
        _look!.Parameters[0].Value = id;
        using var reader = _look.ExecuteReader();
        return reader.Read() ? Read(reader) : null;
    }

    private static void Fill(SqliteParameterCollection row, GatewayAccount account)
    {
        row[0].Value = account.Id;
        row[1].Value = account.Version;
        row[2].Value = (int)account.State;
        row[3].Value = account.Amount.Amount;
        row[4].Value = account.Amount.Currency;
        row[5].Value = (object?)account.Code ?? DBNull.Value;
        row[6].Value = account.RiskScore;
        row[7].Value = account.Decline is { } decline ? (int)decline : DBNull.Value;
        row[8].Value = account.Captured;
        row[9].Value = account.Refunded;
        row[10].Value = AccountText.Of(account.Refunds);
        row[11].Value = account.OpenedAtMicros;
        row[12].Value = account.ChangedAtMicros;
    }

    private static GatewayAccount Read(SqliteDataReader row) => new(
        row.GetString(0), row.GetInt32(1), (AccountState)row.GetInt32(2), new Money(row.GetInt64(3), row.GetString(4)),
        row.IsDBNull(5) ? null : row.GetString(5), row.GetInt32(6),
        row.IsDBNull(7) ? null : (DeclineReason)row.GetInt32(7), row.GetInt64(8), row.GetInt64(9),
        AccountText.Refunds(row.GetString(10)), row.GetInt64(11), row.GetInt64(12));

    private async ValueTask Connect()
    {
        if (_connection is not null)
            return;
        await Open();
        _connection = Connection();
        _write = _connection.CreateCommand();
        _write.CommandText = Write;
        for (var i = 0; i < ColumnCount; i++)
            _write.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });
        _look = _connection.CreateCommand();
        _look.CommandText = $"select {Columns} from payments where id = $id";
        _look.Parameters.Add(new SqliteParameter { ParameterName = "$id" });
    }

    private void Disconnect()
    {
        _write?.Dispose();
        _look?.Dispose();
        _connection?.Dispose();
        (_connection, _write, _look) = (null, null, null);
    }

    // Tables, sums, lists and settings: off the hot path.

    private const string Schema = """
        pragma journal_mode = wal;
        create table if not exists payments (
          id text primary key, version integer not null, state integer not null,
          amount integer not null, currency text not null, code text, risk integer not null, decline integer,
          captured integer not null, refunded integer not null, refunds text not null,
          opened_at integer not null, changed_at integer not null,
          check (captured in (0, amount) and refunded between 0 and captured)
        ) without rowid, strict;
        create table if not exists settings (
          only_one integer primary key check (only_one = 1), version integer not null, settings text not null) strict;
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
            Directory.CreateDirectory(directory);
            using var connection = Connection();
            using var schema = Command(connection, Schema);
            schema.ExecuteNonQuery();
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
        using var connection = Connection();
        using var command = Command(connection, """
            select state, count(*), sum(case when state = 5 then captured else amount end), sum(refunded)
            from payments where id >= $prefix and id < $end group by state
            """, ("$prefix", prefix), ("$end", prefix + AccountText.AfterAnyId));
        var books = GatewayBooks.Sum([]);
        using var reader = command.ExecuteReader();
        while (reader.Read())
            books = books.Plus(
                (AccountState)reader.GetInt32(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3));
        return books;
    }

    public override async Task<IReadOnlyList<GatewayAccount>> List(
        string prefix, string? after, int max, CancellationToken cancellation = default)
    {
        await Open(cancellation);
        using var connection = Connection();
        using var command = Command(
            connection,
            $"select {Columns} from payments where id >= $prefix and id < $end and id > $after order by id limit $max",
            ("$prefix", prefix), ("$end", prefix + AccountText.AfterAnyId), ("$after", after ?? ""), ("$max", max));
        var accounts = new List<GatewayAccount>();
        using var reader = command.ExecuteReader();
        while (reader.Read())
            accounts.Add(Read(reader));
        return accounts;
    }

    public override async Task<VersionedSettings> Settings(CancellationToken cancellation = default)
    {
        await Open(cancellation);
        using var connection = Connection();
        using var command = Command(connection, "select version, settings from settings");
        return SettingsOf(command) ?? new(0, GatewaySettings.Usual);
    }

    public override async Task<VersionedSettings> Save(
        GatewaySettings settings, CancellationToken cancellation = default)
    {
        await Open(cancellation);
        using var connection = Connection();
        using var command = Command(connection, """
            insert into settings (only_one, version, settings) values (1, 1, $settings)
            on conflict (only_one) do update set version = version + 1, settings = excluded.settings
            returning version, settings
            """, ("$settings", AccountText.Of(settings)));
        return SettingsOf(command)!;
    }

    private SqliteConnection Connection()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Path.Combine(directory, "gateway.db"), DefaultTimeout = 10, Pooling = false,
        }.ToString());
        connection.Open();
        // A setting of the connection, not of the file: what was answered is on disk.
        using var durable = Command(connection, "pragma synchronous = full");
        durable.ExecuteNonQuery();
        return connection;
    }

    private static VersionedSettings? SettingsOf(SqliteCommand command)
    {
        using var reader = command.ExecuteReader();
        return reader.Read() ? new(reader.GetInt64(0), AccountText.Settings(reader.GetString(1))) : null;
    }

    private static SqliteCommand Command(
        SqliteConnection connection, string sql, params (string Name, object Value)[] values)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in values)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
