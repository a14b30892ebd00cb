using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosSaga.Payments;
using PosSaga.Payments.Simulator;

namespace PosSaga.Gateway;

/// <summary>The gateway's books in a file <c>gateway.db</c> of their own: one transaction, and so one flush to disk,
/// per batch.</summary>
internal sealed partial class SqliteGatewayLedger(string directory, ILogger log) : GroupCommitLedger(log)
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
}
