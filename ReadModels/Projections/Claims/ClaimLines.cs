using System.Text.Json;
using System.Text.Json.Serialization;
using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Projections;

/// <param name="Name">Null, like <paramref name="Paid"/>, until the order was read.</param>
internal sealed record ClaimedLine(string Sku, int Quantity, Condition Condition, string? Name, Money? Paid)
{
    public ClaimedGoods ToGoods() => new(Sku, Name!, Quantity, Condition, Paid!.Value);
}

/// <summary>A claim's or refund's lines, as text in its row: they are only ever read together with it.</summary>
internal static class ClaimLines
{
    public const string None = "[]";

    public static string Of(IReadOnlyList<ClaimLine> lines) => Text(
        lines.Select(line => new ClaimedLine(line.Sku, line.Quantity, line.Condition, null, null)));

    public static string Of(IReadOnlyList<ClaimedGoods> goods) => Text(
        goods.Select(one => new ClaimedLine(one.Sku, one.Quantity, one.Condition, one.Name, one.Paid)));

    public static IReadOnlyList<ClaimedLine> Parse(string text) =>
        text == None ? [] : JsonSerializer.Deserialize(text, ClaimLinesJson.Default.ClaimedLineArray)!;

    private static string Text(IEnumerable<ClaimedLine> lines) =>
        JsonSerializer.Serialize([.. lines], ClaimLinesJson.Default.ClaimedLineArray);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ClaimedLine[]))]
internal sealed partial class ClaimLinesJson : JsonSerializerContext;
