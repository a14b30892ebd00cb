using PosSaga.Api;

namespace PosSaga.Tests.Conventions;

/// <summary>The pages of problem types list every code: those of a class that names refusals are found by
/// themselves, and each can show an example of its text.</summary>
public sealed class Every_refusal_is_documented
{
    [Fact] public void Each_has_a_code_and_a_text() => Assert.All(RefusalCatalogue.All, one =>
    {
        Assert.Matches("^[a-z0-9]+(-[a-z0-9]+)*$", one.Code);
        Assert.False(string.IsNullOrWhiteSpace(one.Text));
    });

    [Theory]
    [InlineData("cart-not-open"), InlineData("claim-has-refund"), InlineData("order-not-confirmed")]
    [InlineData("out-of-stock"), InlineData("product-changed"), InlineData("saga-already-final")]
    public void Each_is_found(string code) => Assert.Contains(code, RefusalCatalogue.All.Select(one => one.Code));
}
