using Microsoft.Data.Sqlite;
using PosSaga.Payments.Simulator;

namespace PosSaga.Gateway;

/// <summary>Tables, sums, lists and settings: off the hot path.</summary>
internal sealed partial class SqliteGatewayLedger
{
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
