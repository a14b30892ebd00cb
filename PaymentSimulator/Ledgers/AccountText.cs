using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PosSaga.PaymentSimulator;

/// <summary>What the books hold as text: the few refunds of a payment (<c>id=amount</c>, separated by semicolons, which
/// ids never contain), and the settings.</summary>
internal static class AccountText
{
    /// <summary>Above every character that an id can hold: ends the range of a prefix.</summary>
    public const string AfterAnyId = "~";

    public static string Of(IReadOnlyList<GatewayRefund> refunds) => refunds.Count == 0
        ? ""
        : string.Join(
            ';', refunds.Select(r => string.Create(CultureInfo.InvariantCulture, $"{r.RefundId}={r.Amount}")));

    public static IReadOnlyList<GatewayRefund> Refunds(string text) => text.Length == 0
        ? []
        : [.. text.Split(';').Select(part => part.Split('=')).Select(
            part => new GatewayRefund(part[0], long.Parse(part[1], CultureInfo.InvariantCulture)))];

    public static string Of(GatewaySettings settings) =>
        JsonSerializer.Serialize(settings, GatewaySettingsJson.Default.GatewaySettings);

    public static GatewaySettings Settings(string text) =>
        JsonSerializer.Deserialize(text, GatewaySettingsJson.Default.GatewaySettings) ?? GatewaySettings.Usual;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(GatewaySettings))]
internal sealed partial class GatewaySettingsJson : JsonSerializerContext;
