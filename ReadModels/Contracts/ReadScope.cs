namespace PosSaga.ReadModels;

/// <summary>What of a tenant a list shows to somebody who may not see all of it.</summary>
/// <param name="Stores">Of these stores only, never empty; null: of all, and what is of none.</param>
/// <param name="CustomerId">This customer's only.</param>
public sealed record ReadScope(IReadOnlyList<string>? Stores = null, string? CustomerId = null);
