using PosSaga.Stores;

namespace PosSaga.Demo;

/// <summary>The stores and products of the demonstration, as the chain's people know them.</summary>
public static class DemoCatalogue
{
    public const string Warehouse = "6";

    private const string Province = "QC";

    public static readonly IReadOnlyList<StoreView> Stores =
    [
        new("1", "Vieux-Montréal", Province, StoreKind.Store),
        new("2", "Plateau Mont-Royal", Province, StoreKind.Store),
        new("3", "Quartier des Spectacles", Province, StoreKind.Store),
        new("4", "Mile End", Province, StoreKind.Store),
        new("5", "Westmount", Province, StoreKind.Store),
        new(Warehouse, "Centre logistique Anjou", Province, StoreKind.Warehouse),
        new("7", "Siège social", Province, StoreKind.Office),
    ];

    /// <summary>In each store.</summary>
    public static readonly IReadOnlyList<string> Registers = ["r1", "r2"];

    public static readonly IReadOnlyList<DemoProduct> Products =
    [
        new("IPHONE-16-PRO-MAX", "iPhone 16 Pro Max", "Électronique", new(129_999), 5),
        new("MACBOOK-AIR", "MacBook Air", "Électronique", new(109_999), 3),
        new("AIRPODS-PRO", "AirPods Pro", "Électronique", new(25_999), 10),
        new("IPAD", "iPad", "Électronique", new(44_999), 5),
        new("T-SHIRT", "T-shirt", "Vêtements", new(1_999), 20),
        new("JEAN", "Jean", "Vêtements", new(5_999), 15),
        new("VESTE-HIVER", "Veste d'hiver", "Vêtements", new(12_999), 8),
        new("BASKETS", "Baskets", "Vêtements", new(8_999), 12),
        new("CAFE", "Café", "Alimentation", new(1_299), 25),
        new("CHOCOLAT-NOIR", "Chocolat noir", "Alimentation", new(499), 30),
        new("THE-VERT", "Thé vert", "Alimentation", new(899), 20),
        new("MIEL", "Miel", "Alimentation", new(1_599), 15),
        new("ASPIRATEUR-DYSON", "Aspirateur Dyson", "Maison & Jardin", new(29_999), 5),
        new("PLANTE-VERTE", "Plante verte", "Maison & Jardin", new(2_499), 10),
        new("LAMPE-LED", "Lampe LED", "Maison & Jardin", new(3_999), 8),
        new("BALLON-FOOTBALL", "Ballon de football", "Sport & Loisirs", new(2_999), 15),
        new("RAQUETTE-TENNIS", "Raquette de tennis", "Sport & Loisirs", new(7_999), 8),
        new("VELO-VTT", "Vélo VTT", "Sport & Loisirs", new(49_999), 3),
    ];
}

/// <param name="Threshold">At or below it, stock is low.</param>
public sealed record DemoProduct(string Sku, string Name, string Category, Money Price, int Threshold);
