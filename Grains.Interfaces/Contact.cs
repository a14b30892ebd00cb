namespace PosSaga;

/// <summary>How to reach a customer, as given with an order or a claim. Personal data.</summary>
[GenerateSerializer, Immutable, Alias("possaga.contact")]
public sealed record Contact(
    string? Name = null, string? Email = null, string? Phone = null);

/// <summary>Where an online order goes. All but the province is personal data.</summary>
[GenerateSerializer, Immutable, Alias("possaga.ship-to")]
public sealed record ShipTo(
    string Province, string Line1, string City, string PostalCode);
