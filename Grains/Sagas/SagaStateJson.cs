using System.Text.Json.Serialization;

namespace PosSaga.Sagas;

/// <summary>Source-generated JSON of the saga's state, for snapshots.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    UseStringEnumConverter = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(OrderSaga))]
public sealed partial class SagaStateJson : JsonSerializerContext;
