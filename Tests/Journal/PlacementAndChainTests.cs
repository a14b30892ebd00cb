using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

/// <summary>Fixed vectors: what is stored was placed and chained by these, so they never change.</summary>
public sealed class PlacementAndChainTests
{
    [Theory]
    [InlineData("payment/demo/0001", null, 8, 0)]
    [InlineData("order-saga/t1/0198c0de-0000-7000-8000-000000000001", null, 8, 6)]
    [InlineData("stock/t1/1/café-☕", null, 8, 7)]
    [InlineData("claim/t1/c-1", "c-1", 8, 1)]
    [InlineData("payment/t1/p-9", "c-1", 8, 1)]
    [InlineData("claim/t1/c-1", null, 1000, 937)]
    public void An_event_stays_in_its_partition(string stream, string? processKey, int count, int partition) =>
        Assert.Equal(partition, Partitions.Of(stream, processKey, count));

    [Fact]
    public void Partitions_are_used_evenly()
    {
        var uses = new int[8];
        for (var i = 0; i < 8_000; i++)
            uses[Partitions.Of($"payment/t1/{Guid.NewGuid()}", null, 8)]++;
        Assert.All(uses, u => Assert.InRange(u, 800, 1200));
    }

    [Theory]
    [InlineData("payment")]
    [InlineData("payment/t1")]
    [InlineData("payment/t1/")]
    [InlineData("payment//1")]
    [InlineData("/t1/1")]
    public void A_stream_without_kind_tenant_and_id_is_refused(string stream) =>
        Assert.Throws<ArgumentException>(() => Partitions.Of(stream, null, 8));

    private static readonly NewEvent Event = new(
        new Guid("0198c0de-0000-7000-8000-000000000001"), "payment.noted/1", "{}"u8.ToArray(), "{\"t\":1}"u8.ToArray(),
        42, "k");

    [Fact]
    public void The_chain_of_an_event_is_fixed() => Assert.Equal(
        "d6f512d99b63ea7c9a5cc7a91a9bae3fe8f4c4800a87e27a079219f15268e330",
        Convert.ToHexStringLower(ChainHash.Next([], "payment/t1/1", 1, Event)));

    [Fact]
    public void Every_part_of_an_event_counts()
    {
        var hashes = new[]
        {
            ChainHash.Next([], "payment/t1/1", 1, Event),
            ChainHash.Next(new byte[32], "payment/t1/1", 1, Event),
            ChainHash.Next([], "payment/t1/2", 1, Event),
            ChainHash.Next([], "payment/t1/1", 2, Event),
            ChainHash.Next([], "payment/t1/1", 1, Event with { Id = Guid.Empty }),
            ChainHash.Next([], "payment/t1/1", 1, Event with { Type = "payment.noted/2" }),
            ChainHash.Next([], "payment/t1/1", 1, Event with { TimeMicros = 43 }),
            ChainHash.Next([], "payment/t1/1", 1, Event with { ProcessKey = null }),
            ChainHash.Next([], "payment/t1/1", 1, Event with { ProcessKey = "" }),
            // The same bytes in a row, cut elsewhere.
            ChainHash.Next(
                [], "payment/t1/1", 1, Event with { Data = "{}{"u8.ToArray(), Metadata = "\"t\":1}"u8.ToArray() }),
            ChainHash.Next([], "payment/t1/1p", 1, Event with { Type = "ayment.noted/1" }),
        };
        Assert.Equal(hashes.Length, hashes.Select(Convert.ToHexString).Distinct().Count());
    }
}
