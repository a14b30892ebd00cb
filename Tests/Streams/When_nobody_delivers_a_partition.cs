using Npgsql;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Streams;

/// <summary>Partitions whose leases somebody has that delivers nothing: what the process shows of it is what operators
/// are woken by.</summary>
[OnPostgres]
public sealed class When_nobody_delivers_a_partition : StreamContract
{
    private readonly StreamsInPostgres _database;

    public When_nobody_delivers_a_partition() : this(new StreamsInPostgres()) { }

    private When_nobody_delivers_a_partition(StreamsInPostgres database) : base(database) => _database = database;

    [ContractFact]
    public async Task It_shows_that_fewer_are_held_than_there_are()
    {
        using var gauges = new PartitionGauges();
        await Restart(_ => TakeAway(3));
        await Shown(gauges, (5, 8));
        await GiveBack();
        await Shown(gauges, (8, 8));
        await Close(Side);
        Assert.Equal((0, 8), gauges.Last);
    }

    [ContractFact]
    public async Task It_shows_that_it_holds_none()
    {
        using var gauges = new PartitionGauges();
        await Restart(_ => TakeAway(8));
        await Shown(gauges, (0, 8));
    }

    private static Task Shown(PartitionGauges gauges, (long Held, long OfAll) wanted) => Eventually.Is(
        () => Task.FromResult(gauges.Last == wanted), $"{wanted.Held} partitions of {wanted.OfAll} held");

    private Task TakeAway(int partitions) => Execute(
        $"""
        insert into journal.leases
        select 'streams/' || n, 'somebody', 4102444800000000 from generate_series(0, {partitions - 1}) n
        """);

    private Task GiveBack() => Execute("delete from journal.leases where holder = 'somebody'");

    private async Task Execute(string sql)
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
