using Npgsql;
using PosSaga.Payments.Simulator;

namespace PosSaga.Gateway;

/// <summary>Tables, sums, lists and settings: off the hot path.</summary>
internal sealed partial class PostgresGatewayLedger
{
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
