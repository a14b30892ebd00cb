namespace PosSaga.Catalogue;

/// <param name="Fingerprint">Of the request; the same product added again with the same one is a repetition.</param>
[GenerateSerializer, Immutable, Alias("possaga.product.add")]
public sealed record AddProduct(
    Origin Origin, string Name, string Category,
    Money Price, int Threshold, string Fingerprint);

/// <summary>What is null stays as it is, whoever changed it meanwhile.</summary>
[GenerateSerializer, Immutable, Alias("possaga.product.change")]
public sealed record ChangeProduct(
    Origin Origin, string? Name, string? Category,
    Money? Price, int? Threshold, bool? Active, VersionCondition? IfMatch = null);
