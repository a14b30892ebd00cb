using PosSaga.Api;

namespace PosSaga.Tests.Api;

public sealed class When_a_header_is_read
{
    [Theory]
    [InlineData(null, 10, false)]
    [InlineData("wait=0", 0, true)]
    [InlineData("wait=7", 7, true)]
    [InlineData("respond-async, wait=5", 5, true)]
    [InlineData("wait=60", 30, true)]
    [InlineData("wait=-1", 10, false)]
    [InlineData("wait=soon", 10, false)]
    [InlineData("wait=99999999999", 10, false)]
    public void A_preference_that_makes_no_sense_is_none(string? prefer, int seconds, bool applied) =>
        Assert.Equal(new PreferWait(seconds, applied), PreferWait.Parse(prefer));

    [Theory]
    [InlineData("30s", 30_000)]
    [InlineData("500ms", 500)]
    [InlineData("10m", 600_000)]
    [InlineData("2h", 7_200_000)]
    [InlineData("1d", 86_400_000)]
    public void A_duration_has_a_unit(string text, long ms)
    {
        Assert.True(Durations.TryParse(text, out var duration));
        Assert.Equal(TimeSpan.FromMilliseconds(ms), duration);
    }

    [Theory]
    [InlineData("")]
    [InlineData("30")]
    [InlineData("s")]
    [InlineData("-1s")]
    [InlineData("1.5s")]
    [InlineData("9999999999s")]
    [InlineData("999999999d")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(Durations.TryParse(text, out _));

    [Fact]
    public void The_same_key_is_the_same_id_for_the_same_tenant_method_and_path()
    {
        var id = Idempotency.IdOf("demo", "POST", "/api/v1/orders", "k");

        Assert.Equal(Ids.Length, id.Length);
        Assert.True(GrainKeys.IsId(id));
        Assert.Equal(id, Idempotency.IdOf("demo", "POST", "/api/v1/orders/", "k"));
        string[] others =
        [
            Idempotency.IdOf("other", "POST", "/api/v1/orders", "k"),
            Idempotency.IdOf("demo", "PUT", "/api/v1/orders", "k"),
            Idempotency.IdOf("demo", "POST", "/api/v1/carts", "k"),
            Idempotency.IdOf("demo", "POST", "/api/v1/orders", "k2"),
        ];
        Assert.DoesNotContain(id, others);
        // Written down: another way of making it would make every key of every client a new one.
        Assert.Equal("hd0bverq21p3kkvqgj608rq7f9", id, ignoreCase: false);
    }

    [Fact]
    public void Fresh_ids_differ_and_sort_by_time()
    {
        var ids = Enumerable.Range(0, 1_000).Select(_ => Ids.New()).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Single(ids.Select(id => id[..5]).Distinct());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    public void A_position_comes_back_as_it_went(long position)
    {
        Assert.True(JournalPosition.TryRead(JournalPosition.Write(position), out var read));
        Assert.Equal(position, read);
    }
}
