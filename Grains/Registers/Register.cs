using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Registers;

/// <summary>A register: who it is, the shift that is open, and the numbers that were given.</summary>
[StoredAs("register.state/1")]
public sealed record Register : IAggregate<Register, RegisterEvent>
{
    public static Register Initial { get; } = new();

    public string StoreId { get; init; } = "";

    public string RegisterId { get; init; } = "";

    public string Name { get; init; } = "";

    public bool Active { get; init; }

    /// <summary>Null while none is open.</summary>
    public Shift? Shift { get; init; }

    /// <summary>The last one that was closed: its Z report.</summary>
    public Shift? Closed { get; init; }

    /// <summary>Sales that were settled while no shift was open: they count in the next.</summary>
    public ShiftTotals Late { get; init; } = ShiftTotals.None;

    /// <summary>Of shifts: the last number given.</summary>
    public int LastShift { get; init; }

    /// <summary>Of receipts: the last number given.</summary>
    public long LastSale { get; init; }

    public long Version { get; init; }

    [JsonIgnore] public bool Exists => Version > 0;

    public Register Apply(RegisterEvent @event) => Fold(@event) with { Version = Version + 1 };

    private Register Fold(RegisterEvent @event) => @event switch
    {
        RegisterEvent.Added e when !Exists => this with
        {
            StoreId = e.StoreId, RegisterId = e.RegisterId, Name = e.Name, Active = e.Active,
        },
        RegisterEvent.Changed e => this with { Name = e.Name, Active = e.Active },
        RegisterEvent.ShiftOpened e when Shift is null && e.Shift.Number == LastShift + 1 => this with
        {
            Shift = e.Shift, LastShift = e.Shift.Number, Late = ShiftTotals.None,
        },
        RegisterEvent.CashMoved e when Shift is not null => this with
        {
            Shift = Shift with { Movements = [.. Shift.Movements, e.Movement] },
        },
        RegisterEvent.SaleRecorded e when e.Number == LastSale + 1 => Counted(e.Totals) with { LastSale = e.Number },
        RegisterEvent.SaleVoided e => Counted(e.Totals),
        RegisterEvent.ShiftClosed e when Shift is not null && e.Report.Number == Shift.Number =>
            this with { Shift = null, Closed = e.Report },
        _ => throw new InvalidOperationException(
            $"{@event.GetType().Name} does not follow on version {Version} of a register."),
    };

    private Register Counted(ShiftTotals sale) => Shift is null
        ? this with { Late = Late.Plus(sale) }
        : this with { Shift = Shift with { Totals = Shift.Totals.Plus(sale) } };

    public RegisterView View(string id) => new(id, StoreId, RegisterId, Name, Active, Shift is not null, Version);

    public static string AddressOf(string storeId, string registerId) => $"{storeId}-{registerId}";
}

internal static class ShiftSums
{
    public static ShiftTotals Plus(this ShiftTotals totals, ShiftTotals sale) => new(
        totals.Sales + sale.Sales, totals.Items + sale.Items, totals.Subtotal + sale.Subtotal, totals.Tax + sale.Tax,
        totals.Total + sale.Total, totals.Rounding + sale.Rounding, Plus(totals.Tenders, sale.Tenders),
        totals.First == 0 ? sale.First : totals.First, Math.Max(totals.Last, sale.Last), totals.Voids + sale.Voids);

    /// <summary>What is left when it is taken out again.</summary>
    public static ShiftTotals Voided(this ShiftTotals sale) => new(
        -sale.Sales, -sale.Items, Money.Zero - sale.Subtotal, Money.Zero - sale.Tax, Money.Zero - sale.Total,
        Money.Zero - sale.Rounding,
        [.. sale.Tenders.Select(tender => new TenderTotal(tender.Method, -tender.Count, Money.Zero - tender.Amount))],
        0, 0, Voids: 1);

    // By method, in the order of the methods: a report reads the same whatever was sold first.
    private static TenderTotal[] Plus(IReadOnlyList<TenderTotal> some, IReadOnlyList<TenderTotal> more) =>
        [.. from tender in some.Concat(more)
            group tender by tender.Method into method
            orderby method.Key
            select new TenderTotal(
                method.Key, method.Sum(tender => tender.Count),
                method.Aggregate(Money.Zero, (sum, tender) => sum + tender.Amount))];
}
