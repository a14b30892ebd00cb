using PosSaga.Carts;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Simulation;

/// <summary>Works shifts at one register: opens it, sells, moves cash, counts, and is wrong at times. What gets no
/// answer is sent again, now and then from two screens at once.</summary>
internal sealed class Cashier(World world, Shop shop, int number) : Person(world)
{
    private static readonly string[] Tokens =
    [
        SimulatedCard.Ok, SimulatedCard.Ok, SimulatedCard.Ok, SimulatedCard.Ok, SimulatedCard.Declined,
        SimulatedCard.TimeoutCharged, SimulatedCard.TimeoutLost, SimulatedCard.Flaky,
    ];

    private int _sales, _commands;

    private string RegisterId => $"r{number}";

    private string Address => Register.AddressOf(shop.Id, RegisterId);

    private string Name => $"cashier-{Address}";

    private IRegisterGrain Till => World.Get<IRegisterGrain>(Address);

    public static Task SetUp(World world, Shop shop, int number) => world.Get<IRegisterGrain>(
        Register.AddressOf(shop.Id, $"r{number}")).Set(new SetRegister(
        world.From("owner", shop.Id), shop.Id, $"r{number}", "Caisse", Active: true));

    public async Task Live()
    {
        while (!World.Weather.IsClear)
        {
            await Pause(5);
            await Command(key => Till.OpenShift(new OpenShift(From(), new Money(100 * Random.Next(500)), key, "open")));
            for (var sales = 1 + Random.Next(World.Climate.Tills!.SalesPerShift); sales > 0; sales--)
            {
                await Pause(8);
                await Sell();
                if (Random.Chance(0.2))
                    await MoveCash();
            }

            // Some close while a sale of theirs is still on its way, and some forget to close.
            if (!Random.Chance(0.1))
                await Close();
        }
    }

    private async Task MoveCash()
    {
        var kind = Random.Chance(0.5) ? CashMovementKind.PaidIn : CashMovementKind.PaidOut;
        var amount = new Money(5 * (1 + Random.Next(400)));
        await Command(key => Till.MoveCash(new MoveCash(From(), kind, amount, "change", key, "move")));
    }

    private async Task Close()
    {
        var shift = await Persist(() => Till.CurrentShift(), 3);
        var counted = (shift?.Expected.Amount ?? 0) + (Random.Chance(0.3) ? 5 * (Random.Next(9) - 4) : 0);
        await Command(key => Till.CloseShift(new CloseShift(From(), new Money(Math.Max(0, counted)), key, "close")));
    }

    private async Task Command<T>(Func<string, Task<CommandResult<T>>> tell)
    {
        var key = $"{Address}-{++_commands}";
        for (var times = Random.Chance(0.2) ? 2 : 1; times > 0; times--)
        {
            if (await Persist(() => tell(key)) is { IsDone: true } answer)
                World.Diary.Promise($"register/{World.Tenant}/{Address}", answer.Position);
        }
    }

    private async Task Sell()
    {
        var id = $"sale-{Address}-{++_sales}";
        var request = Request(id);
        World.Diary.Sales.Add((id, request));
        var screens = Random.Chance(0.2) ? 2 : 1;
        await Task.WhenAll(Enumerable.Range(0, screens).Select(
            screen => World.Scheduler.Spawn($"{id} {screen}", () => Send(id, request))));
        if (Random.Chance(0.1))
            await Send(id, request with { Fingerprint = "another body" });
        for (var times = Random.Chance(0.2) ? 1 + Random.Next(2) : 0; times > 0; times--)
            await Persist(() => World.Get<ISaleGrain>(id).Void(new VoidSale(World.From(Name, id), "rung up twice")));
    }

    private async Task Send(string id, StartSale request)
    {
        var sale = World.Get<ISaleGrain>(id);
        if (await Persist(() => sale.Start(request), 1 + Random.Next(5)) is not { } answer)
            return;
        World.Diary.SalesTold.Add((id, request.Fingerprint, answer));
        for (var patience = Random.Next(4); answer.IsDone && patience > 0; patience--)
        {
            var slice = Random.Next(TimeSpan.Zero, TimeSpan.FromSeconds(10));
            if (await Persist(() => sale.WaitForEnd(slice), 1) is not { } view)
                continue;
            World.Diary.SalesTold.Add((id, request.Fingerprint, CommandResult<SaleView>.Done(view, view.Position)));
            if (view.StateFinal)
                return;
        }
    }

    private StartSale Request(string id)
    {
        SaleLineAsked[] lines = [.. Enumerable.Range(0, 1 + Random.Next(3)).Select(_ => Line())];
        var total = Total(lines) + (Random.Chance(0.05) ? 1 : 0);
        return new StartSale(
            World.From(Name, id), shop.Id, Random.Chance(0.03) ? "r-none" : RegisterId, Name, null, lines,
            Tenders(total), "sell " + id);
    }

    private SaleLineAsked Line()
    {
        var article = World.Assortment.Articles[Random.Next(World.Assortment.Articles.Count)];
        var quantity = 1 + Random.Next(3);
        return Random.Next(6) switch
        {
            0 => new(article.Sku, quantity, DiscountPercent: Random.Next(101), DiscountReason: "torn"),
            1 => new(article.Sku, quantity, DiscountAmount: new Money(Random.Next(150)), DiscountReason: "loyal"),
            _ => new(article.Sku, quantity),
        };
    }

    private long Total(SaleLineAsked[] lines)
    {
        var subtotal = 0L;
        foreach (var line in lines)
        {
            var gross = World.Assortment.Articles.Single(a => a.Sku == line.Sku).Price * line.Quantity;
            subtotal += (gross - (line.DiscountAmount ?? gross.Times((line.DiscountPercent ?? 0) / 100))).Amount;
        }

        var money = new Money(Math.Max(0, subtotal));
        return (money + money.Times(SalesTax.RateOf(shop.Province))).Amount;
    }

    private TenderAsked[] Tenders(long total)
    {
        if (total == 0)
            return [];
        var cash = Random.Next(3) switch { 0 => total, 1 => 0, _ => total > 1 ? 1 + Random.Next((int)total - 1) : total };
        var card = total - cash;
        var half = card > 1 && Random.Chance(0.3) ? card / 2 : 0;
        var tenders = new List<TenderAsked>();
        if (card > 0)
            tenders.Add(new(PaymentMethod.CreditCard, new Money(card - half), Tokens[Random.Next(Tokens.Length)]));
        if (half > 0)
            tenders.Add(new(PaymentMethod.DebitCard, new Money(half), Tokens[Random.Next(Tokens.Length)]));
        if (cash > 0)
            tenders.Add(new(PaymentMethod.Cash, new Money(cash), null, new Money(cash + Random.Next(2_000) + 2)));
        return [.. tenders];
    }

    private Origin From() => World.From(Name, Address);
}

/// <summary>Tries again what a sale needs a person for.</summary>
internal sealed class TillOperator(World world) : Person(world)
{
    public async Task Work()
    {
        while (!World.Weather.IsClear)
        {
            await Pause(10);
            await TidyUp();
        }
    }

    public async Task TidyUp()
    {
        foreach (var (key, sale) in World.ReadSide.Sales.ToList())
        {
            var id = GrainKeys.IdOf(key);
            if (sale.State == SagaState.NeedsOperator)
                await Persist(() => World.Get<ISaleGrain>(id).Retry(
                    new OperatorCommand(World.From("operator", id), "once more")));
        }
    }
}
