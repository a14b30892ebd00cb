namespace PosSaga.Catalogue;

/// <summary>One product of the catalogue. Key <c>{tenant}/{sku}</c>.</summary>
[Alias("possaga.product")]
public interface IProductGrain : IGrainWithStringKey
{
    /// <summary>Null when there is no such product.</summary>
    [AlwaysInterleave, Alias("Get")] Task<ProductView?> Get();

    [Alias("Add")] Task<CommandResult<ProductView>> Add(AddProduct command);

    [Alias("Change")] Task<CommandResult<ProductView>> Change(ChangeProduct command);
}

[GenerateSerializer, Immutable, Alias("possaga.product.view")]
public sealed record ProductView(
    string Sku, string Name, string Category,
    Money Price, int Threshold, bool Active, long Version);
