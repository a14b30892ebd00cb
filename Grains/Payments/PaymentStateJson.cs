using System.Text.Json.Serialization;

namespace PosSaga.Payments;

/// <summary>How a payment is written into a snapshot.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Payment))]
public sealed partial class PaymentStateJson : JsonSerializerContext;
