using Npgsql;
using PosSaga.Silo.Streams;
using PosSaga.Tests.Journal;
using static PosSaga.Tests.Streams.ProbeEvent;

namespace PosSaga.Tests.Streams;

/// <summary>Processes that know of each other deliver beside each other, each its share of the partitions.</summary>
[OnPostgres]
public sealed class When_processes_share_partitions : StreamContract
{
    private readonly Known _peers = new();
    private readonly StreamsInPostgres _database;

    public When_processes_share_partitions() : this(new StreamsInPostgres()) { }

    private When_processes_share_partitions(StreamsInPostgres database) : base(database) => _database = database;

    [ContractFact]
    public async Task One_that_comes_is_given_half_and_one_that_leaves_leaves_all()
    {
        await Restart(configure: options => options.LeaseTerm = Term, peers: _peers);
        await Shared(8);
        for (var process = 1; process <= 20; process++)
            await Side.Call($"p{process}", new Called(1));

        _peers.Count = 2;
        var second = await Open(configure: options => options.LeaseTerm = Term, peers: _peers);
        await Shared(4, 4);
        for (var process = 1; process <= 20; process++)
            await Side.Call($"p{process}", new Called(2));
        await Side.Settled();

        _peers.Count = 1;
        await Close(Side);
        Side = second;
        await Shared(8);
        for (var process = 1; process <= 20; process++)
            await Side.Call($"p{process}", new Called(3));
        await Side.Settled();
        for (var process = 1; process <= 20; process++)
            Assert.Equal([1, 2, 3], await Side.Heard($"p{process}"));
    }

    [ContractFact]
    public async Task What_a_process_does_not_take_that_should_is_taken_by_another()
    {
        await Shared(8);
        _peers.Count = 4;
        await Restart(configure: options => options.LeaseTerm = Term, peers: _peers);
        await Shared(2);
        // The three others are members of the cluster and deliver nothing.
        await Shared(8);
    }

    private static TimeSpan Term => TimeSpan.FromSeconds(1);

    /// <summary>So many partitions by process, the busiest first.</summary>
    private Task Shared(params long[] held) => Eventually.Is(
        async () => (await Leases()).SequenceEqual(held), $"{string.Join(" and ", held)} partitions held");

    private async Task<List<long>> Leases()
    {
        await using var connection = new NpgsqlConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText =
            "select count(*) from journal.leases where name like 'streams/%' group by holder order by 1 desc";
        var counts = new List<long>();
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
            counts.Add(rows.GetInt64(0));
        return counts;
    }

    private sealed class Known : IPeers
    {
        private volatile int _count = 1;

        public int Count { get => _count; set => _count = value; }
    }
}
