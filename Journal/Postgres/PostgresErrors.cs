using System.Net.Sockets;
using Npgsql;

namespace PosSaga.Journal;

/// <summary>Which errors of PostgreSQL pass by themselves.</summary>
internal static class PostgresErrors
{
    // By class: 08 connection, 40 rolled back (deadlock, serialisation), 53 out of resources, 57 operator intervention
    // (shutdown, crash, starting up, cancelled by time-out), 58 system error; 55P03 lock not available,
    // 25006 read-only: a standby that is about to be promoted.
    private static readonly string[] Transient = ["08", "40", "53", "57", "58", "55P03", "25006"];

    public static bool IsTransient(Exception error) => error switch
    {
        PostgresException e => Array.Exists(Transient, c => e.SqlState.StartsWith(c, StringComparison.Ordinal)),
        NpgsqlException e => e.IsTransient || e.InnerException is IOException or SocketException or TimeoutException
            || e.InnerException is null,
        SocketException or IOException or TimeoutException => true,
        _ => false,
    };
}
