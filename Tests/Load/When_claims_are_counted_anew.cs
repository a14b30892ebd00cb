using PosSaga.Journal;
using PosSaga.Load.Models;
using PosSaga.ReadModels;
using PosSaga.Tests.ReadModels;

namespace PosSaga.Tests.Load;

/// <summary>What the load says of the statistics at the end of a rebuild: it must know a right one from a wrong
/// one.</summary>
public sealed class When_claims_are_counted_anew : IAsyncLifetime
{
    private ReadSide _side = null!;

    public async Task InitializeAsync()
    {
        var file = Path.Combine(Path.GetTempPath(), $"pos-saga-recount-{Guid.NewGuid():N}");
        _side = await ReadSide.Open($"Data Source={file}");
        await new ClaimHistory(_side.Writer("demo"), seed: 5).Go(400);
        await _side.CaughtUp();
    }

    public async Task DisposeAsync() => await _side.DisposeAsync();

    [Fact]
    public async Task Right_statistics_are_found_right() => Assert.Null(await Difference());

    [Theory]
    [InlineData("claim_types_g1", "type", "ServiceComplaint", "total")]
    [InlineData("claim_types_g1", "type", "ServiceComplaint", "in_progress")]
    [InlineData("claim_customers_g1", "customer_id", "customer-6", "closed")]
    [InlineData("claim_agents_g1", "agent_id", "agent-3", "resolved")]
    public async Task A_wrong_count_is_named(string table, string key, string whose, string column)
    {
        await _side.Execute($"update {table} set {column} = {column} + 1 where {key} = @whose", new { whose });
        Assert.StartsWith($"{whose}: ", await Difference(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_who_is_missing_is_named()
    {
        await _side.Execute("delete from claim_customers_g1 where customer_id = 'customer-2'");
        Assert.StartsWith("customer-2: nothing, counted ", await Difference(), StringComparison.Ordinal);
    }

    private Task<string?> Difference() => new ClaimRecount(
        _side.Get<IJournalFeed>(), _side.Get<IEventCodec>(), _side.Get<IClaimStatistics>()).Difference(default);
}
