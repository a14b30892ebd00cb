using Microsoft.Data.Sqlite;

namespace PosSaga.Journal;

/// <summary>The prepared statements of an append.</summary>
internal sealed class AppendStatements : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly List<SqliteCommand> _all = [];

    public AppendStatements(SqliteConnection connection)
    {
        _connection = connection;
        LastPosition = Prepare("select coalesce(max(position), 0) from events");
        Head = Prepare("select version, hash from heads where stream = $1", 1);
        Key = Prepare("select position, version, fingerprint, refusal from keys where stream = $1 and key = $2", 2);
        EventAt = Prepare("select event_id, position from events where stream = $1 and version = $2", 2);
        IsErased = Prepare("select 1 from subject_keys where subject = $1 and erased_micros is not null", 1);
        // The cast keeps the bytes and calls them text, without a way through a .NET string.
        InsertEvent = Prepare("""
            insert into events values ($1, $2, $3, $4, $5, $6, cast($7 as text), cast($8 as text), $9, $10, $11)
            """, 11);
        PutHead = Prepare("""
            insert into heads values ($1, $2, $3)
            on conflict (stream) do update set version = excluded.version, hash = excluded.hash
            """, 3);
        InsertKey = Prepare(
            "insert into keys (stream, key, fingerprint, position, version) values ($1, $2, $3, $4, $5)", 5);
        RefuseKey = Prepare("""
            insert into keys (stream, key, fingerprint, position, version, refusal)
            select stream, $2, $3, 0, 0, $4 from heads where stream = $1
            on conflict (stream, key) do nothing
            """, 4);
    }

    public SqliteCommand LastPosition { get; }
    public SqliteCommand Head { get; }
    public SqliteCommand Key { get; }
    public SqliteCommand EventAt { get; }
    public SqliteCommand IsErased { get; }
    public SqliteCommand InsertEvent { get; }
    public SqliteCommand PutHead { get; }
    public SqliteCommand InsertKey { get; }
    public SqliteCommand RefuseKey { get; }

    public void Use(SqliteTransaction? transaction)
    {
        foreach (var command in _all)
            command.Transaction = transaction;
    }

    public static SqliteCommand With(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        return command;
    }

    public void Dispose() => _all.ForEach(command => command.Dispose());

    private SqliteCommand Prepare(string sql, int parameters = 0)
    {
        var command = _connection.CreateCommand();
        command.CommandText = sql;
        for (var i = 1; i <= parameters; i++)
            command.Parameters.Add(new SqliteParameter($"${i}", DBNull.Value));
        command.Prepare();
        _all.Add(command);
        return command;
    }
}
