using PosSaga.Carts;
using PosSaga.Catalogue;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;
using PosSaga.Stores;

namespace PosSaga.Tests.ReadModels;

/// <summary>Writes events of one tenant as grains would.</summary>
internal sealed class EventWriter(IEventJournal journal, IEventCodec codec, string tenant)
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private readonly Dictionary<string, StreamHead> _heads = [];

    public string Tenant => tenant;

    public string Actor { get; init; } = "demo-store";

    public Task<long> Append(string kind, string id, params object[] events) => Caused(kind, id, id, null, events);

    public async Task<long> Caused(
        string kind, string id, string correlation, string? causation, params object[] events)
    {
        var encoded = new List<NewEvent>();
        foreach (var e in events)
            encoded.Add(await New(codec.TypeOf(e), await codec.Encode(e), correlation, causation) with
            {
                ProcessKey = e is OrderEvent.RefundAsked asked ? asked.Refund.RefundId : null,
            });
        return await Write($"{kind}/{tenant}/{id}", encoded);
    }

    /// <summary>An event of a type that no reader here knows.</summary>
    public async Task<long> Unknown(string kind, string id, string type) =>
        await Write($"{kind}/{tenant}/{id}", [await New(type, "{}"u8.ToArray(), id, null)]);

    /// <summary>A sale that went well: seven events of its saga and its order, three of its stock.</summary>
    public async Task<long> Sale(
        string id, string store = "1", string sku = "tea", DateTimeOffset? at = null, string? customer = null)
    {
        var when = at ?? Noon;
        await Append(
            "order-saga", id, Started(when, customer),
            new OrderSagaEvent.CartValidated(Cart(store, sku)) { At = when });
        await Stock(store, sku, new StockEvent.Reserved(id, 2, when));
        await Append(
            "order-saga", id, new OrderSagaEvent.StockReserved { At = when },
            new OrderSagaEvent.PaymentProcessed("A1", 7) { At = when });
        await Append("order", id, new OrderEvent.Confirmed("cart", Cart(store, sku), id, id));
        await Append("order-saga", id, new OrderSagaEvent.OrderConfirmed { At = when });
        await Stock(store, sku, new StockEvent.Committed(id, 2));
        return await Append("order-saga", id, new OrderSagaEvent.Completed { At = when.AddSeconds(1) });
    }

    public Task<long> Stock(string store, string sku, params object[] events) =>
        Append("stock", $"{store}/{sku}", events);

    public Task<long> Product(string sku, string name, string category = "Alimentation", int threshold = 5) =>
        Append("product", sku, new ProductEvent.Added(name, category, new Money(899), threshold, "f"));

    public Task<long> Store(string id, string name) =>
        Append("store", id, new StoreEvent.Opened(name, "QC", StoreKind.Store));

    /// <summary>A register, renamed, and two shifts of it; of the second there is no report yet.</summary>
    public async Task<long> Till(string store, string register, DateTimeOffset? closed = null)
    {
        var shift = new Shift(store, register, 1, Noon, Actor, new(10_000), ShiftTotals.None, []);
        var at = closed ?? Noon.AddHours(8);
        return await Append(
            "register", $"{store}-{register}",
            new RegisterEvent.Added(store, register, "Caisse", true), new RegisterEvent.Changed("Caisse A", true),
            new RegisterEvent.ShiftOpened(shift),
            new RegisterEvent.ShiftClosed(shift with { Close = new(at, Actor, new(10_000), new(9_995), new(-5)) }),
            new RegisterEvent.ShiftOpened(shift with { Number = 2, OpenedAt = at }));
    }

    /// <summary>A sale at a till, sold or declined.</summary>
    public async Task<long> TillSale(string id, bool sold, string store = "1", DateTimeOffset? at = null)
    {
        var when = at ?? Noon;
        var price = new PricedSale(
            "Mile End", "QC", [new("tea", "Thé vert", new(899), 1, Money.Zero)], new(899), [], new(135), new(1034),
            [new(PaymentMethod.Cash, new(1034), new(1035))], new(1), Money.Zero);
        await Append(
            "sale", id,
            new SaleEvent.Started(store, "r1", Actor, null, [new("tea", 1)], [], "f", Actor) { At = when },
            new SaleEvent.Priced(price) { At = when }, new SaleEvent.StockReserved { At = when });
        return sold
            ? await Append(
                "sale", id, new SaleEvent.Paid { At = when },
                new SaleEvent.Committed(new(1, $"{store}-r1-1")) { At = when.AddSeconds(1) })
            : await Append(
                "sale", id,
                new SaleEvent.StepFailed(
                    SagaStep.ProcessPayment, "card-declined", RefusalKind.PaymentDeclined, "Declined.", false,
                    SagaStep.ReserveStock) { At = when },
                new SaleEvent.StepUndone(SagaStep.ReserveStock) { At = when },
                new SaleEvent.StepUndone(SagaStep.Price) { At = when }, new SaleEvent.Failed { At = when });
    }

    public OrderSagaEvent.Started Started(DateTimeOffset at, string? customer = null, Contact? contact = null) => new(
        "cart", customer,
        contact is null ? null : new Personal<Contact>($"{tenant}/customer/{customer}", contact), null, null, null,
        PaymentMethod.CreditCard, "tok_ok", "f", Actor) { At = at };

    public static PricedCart Cart(string store = "1", string sku = "tea") => new(
        store, null, [new PricedLine(sku, "Thé vert", new Money(899), 2)], 0.14975m, new Money(1798), Money.Zero,
        new Money(269), new Money(2067));

    private ValueTask<NewEvent> New(string type, ReadOnlyMemory<byte> data, string correlation, string? causation) =>
        ValueTask.FromResult(new NewEvent(
            Guid.CreateVersion7(), type, data,
            codec.EncodeMetadata(new EventMetadata(tenant, Actor, correlation, "req", causation)),
            (Noon.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / 10));

    private async Task<long> Write(string stream, List<NewEvent> events)
    {
        var head = _heads.TryGetValue(stream, out var known) ? known : (await journal.Read(stream, 0, 1)).Head;
        var result = await journal.Append(new AppendRequest(stream, head, events));
        var appended = Assert.IsType<AppendResult.Appended>(result);
        _heads[stream] = appended.Head;
        return appended.Position;
    }
}
