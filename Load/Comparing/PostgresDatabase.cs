using Npgsql;

namespace PosSaga.Load.Comparing;

/// <summary>A fresh, empty database on a server.</summary>
/// <param name="Admin">Connection string of a database beside it, from which it is dropped.</param>
public sealed record PostgresDatabase(string Name, string ConnectionString, string Admin)
{
    /// <param name="admin">Connection string of a user who may create databases.</param>
    public static async Task<PostgresDatabase> Create(string admin)
    {
        var name = $"pos_{Guid.NewGuid():N}";
        await Execute(admin, $"create database {name}");
        var settings = new NpgsqlConnectionStringBuilder(admin) { Database = name, MaxPoolSize = 20 };
        return new(name, settings.ConnectionString, admin);
    }

    /// <summary>Also from under a process that is still connected.</summary>
    public Task Drop() => Execute(Admin, $"drop database if exists {Name} with (force)");

    /// <summary>Writes what earlier runs left to write, so that the next run does not pay for it.</summary>
    public async Task Checkpoint()
    {
        try
        {
            await Execute(Admin, "checkpoint");
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            // Only an administrator may; on a server of somebody else the runs are a little less alike.
        }
    }

    private static async Task Execute(string admin, string sql)
    {
        await using var connection = new NpgsqlConnection(
            new NpgsqlConnectionStringBuilder(admin) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync();
    }
}
