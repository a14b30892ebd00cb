using PosSaga.Catalogue;
using PosSaga.Simulator;
using PosSaga.Inventory;
using PosSaga.Stores;

namespace PosSaga.Tests.Simulation;

/// <summary>Stores, products, and too little of everything.</summary>
internal sealed record Assortment(IReadOnlyList<Shop> Shops, IReadOnlyList<Article> Articles)
{
    private static readonly string[] Provinces = ["QC", "ON", "AB", "NS"];

    public static Assortment Of(SeededRandom random)
    {
        var shops = Enumerable.Range(1, 1 + random.Next(2))
            .Select(n => new Shop($"s{n}", Provinces[random.Next(Provinces.Length)])).ToArray();
        var articles = Enumerable.Range(1, 2 + random.Next(4))
            .Select(n => new Article($"p{n}", new Money(99 + random.Next(20_000)), 3 + random.Next(25))).ToArray();
        return new(shops, articles);
    }

    /// <summary>Enough to sell some of it before anything goes wrong; and a bag, a part of whose price is
    /// nothing.</summary>
    public Assortment WithMore() => this with
    {
        Articles = [.. Articles.Select(a => a with { Stock = a.Stock + 12 }), new Article("bag", new Money(2), 40)],
    };

    /// <summary>Opened on a quiet morning: nothing fails yet.</summary>
    public async Task Open(World world)
    {
        foreach (var shop in Shops)
            await world.Get<IStoreGrain>(shop.Id).Open(
                new OpenStore(world.From("owner", shop.Id), shop.Id, shop.Province, StoreKind.Store));
        foreach (var article in Articles)
            await world.Get<IProductGrain>(article.Sku).Add(new AddProduct(
                world.From("owner", article.Sku), article.Sku, "things", article.Price, 2, "first"));
        await Task.WhenAll(
            from shop in Shops from article in Articles select Fill(world, shop, article));
    }

    private async Task Fill(World world, Shop shop, Article article)
    {
        var stock = world.Stock(shop.Id, article.Sku);
        await stock.Receive(new ReceiveStock(world.From("owner", shop.Id), article.Stock, "opening"));
        if (!world.Climate.LongHistory || article != Articles[0] || shop != Shops[0])
            return;
        // Close to the hundredth event, so that the first snapshot falls into the time of faults.
        var deliveries = Enumerable.Range(0, 80 + world.Random.Next(25))
            .Select(n => stock.Receive(new ReceiveStock(world.From("owner", shop.Id), 1, $"delivery {n}")));
        await Task.WhenAll(deliveries);
    }
}

internal sealed record Shop(string Id, string Province);

internal sealed record Article(string Sku, Money Price, int Stock);
