using PosSaga.Tests.Journal;

namespace PosSaga.Tests.ReadModels;

public sealed class ProjectionsOnSqlite : ProjectionContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class ProjectionsOnPostgres : ProjectionContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class RebuildsOnSqlite : RebuildContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class RebuildsOnPostgres : RebuildContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class QueriesOnSqlite : QueryContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class QueriesOnPostgres : QueryContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

/// <summary>A journal in memory keeps its read models in a temporary file.</summary>
public sealed class QueriesInMemory : QueryContract
{
    protected override Task<string> NewDatabase() => Task.FromResult("Memory");
}

public sealed class HistoryOnSqlite : HistoryContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class HistoryOnPostgres : HistoryContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class RunnersOnSqlite : RunnerContract
{
    protected override Task<string> NewDatabase() => Sqlite();

    // It remembers how far, not which: what came later goes too.
    protected override Task Before(int migration) => Side.Execute(
        $"drop table standings; drop table rebuilds; pragma user_version = {migration - 1}");
}

[OnPostgres]
public sealed class RunnersOnPostgres : RunnerContract
{
    protected override Task<string> NewDatabase() => Postgres();

    protected override Task Before(int migration) => Side.Execute(
        $"""
        delete from migrations where version = {migration};
        drop function move_checkpoints(text[], int[], text[], text[]);
        create function move_checkpoints(text, int, int[], bigint[], bigint[]) returns void language sql as 'select';
        """);
}

public sealed class ClaimStatisticsOnSqlite : ClaimStatisticsContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class ClaimStatisticsOnPostgres : ClaimStatisticsContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class ClaimsOnSqlite : ClaimsContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class ClaimsOnPostgres : ClaimsContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class UnfinishedClaimsOnSqlite : UnfinishedClaimsContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class UnfinishedClaimsOnPostgres : UnfinishedClaimsContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class ErasuresOnSqlite : ErasureContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class ErasuresOnPostgres : ErasureContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class RefundsOnSqlite : RefundsContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class RefundsOnPostgres : RefundsContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class NotificationsOnSqlite : NotificationsContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class NotificationsOnPostgres : NotificationsContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class LagsOnSqlite : LagContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class LagsOnPostgres : LagContract
{
    protected override Task<string> NewDatabase() => Postgres();
}

public sealed class TillsOnSqlite : TillsContract
{
    protected override Task<string> NewDatabase() => Sqlite();
}

[OnPostgres]
public sealed class TillsOnPostgres : TillsContract
{
    protected override Task<string> NewDatabase() => Postgres();
}
