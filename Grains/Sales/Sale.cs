using System.Text.Json.Serialization;
using PosSaga.Journal;
using PosSaga.Registers;
using PosSaga.Sagas;

namespace PosSaga.Sales;

/// <summary>One sale at a till as its log tells it.</summary>
[StoredAs("sale.state/1")]
public sealed partial record Sale : SagaProgress, ISaga<Sale, SaleEvent>
{
    public static Sale Initial { get; } = new();

    public SaleRequest? Request { get; init; }

    public PricedSale? Priced { get; init; }

    public SaleNumber? Number { get; init; }

    /// <summary>Null unless it is being voided, or was.</summary>
    public string? VoidReason { get; init; }

    [JsonIgnore] public bool Voided => Done.Has(SagaStep.Void);

    [JsonIgnore] public override ISagaRequest? Asked => Request;

    public Sale Apply(SaleEvent @event) =>
        (Sale)Fold(@event).Entered(SaleStates.After(State, @event), State, @event.At);

    private Sale Fold(SaleEvent @event) => @event switch
    {
        SaleEvent.Started e when Request is null => this with { Request = SaleRequest.Of(e), CreatedAt = e.At },
        _ when Request is null =>
            throw new InvalidOperationException($"{@event.GetType().Name} before the sale's start."),
        SaleEvent.Priced e => (Sale)Advance(SagaStep.Price) with { Priced = e.Sale },
        SaleEvent.StockReserved => (Sale)Advance(SagaStep.ReserveStock),
        SaleEvent.Paid => (Sale)Advance(SagaStep.ProcessPayment),
        SaleEvent.Committed e => (Sale)Advance(SagaStep.Commit) with { Number = e.Number },
        SaleEvent.VoidStarted e => this with { VoidReason = e.Reason },
        SaleEvent.Voided => (Sale)Advance(SagaStep.Void),
        ISagaFact fact => (Sale)Fold(fact),
        _ => throw new InvalidOperationException($"{@event.GetType().Name} does not fold into a sale."),
    };
}

/// <summary>What was asked for, and by whom.</summary>
public sealed record SaleRequest(
    string StoreId, string RegisterId, string CashierId, string? CustomerId, IReadOnlyList<SaleLineAsked> Lines,
    IReadOnlyList<TenderAsked> Tenders, string Fingerprint, string Actor, string? RequestId, string? Trace)
    : ISagaRequest
{
    /// <summary>The tenders that the gateway hears of, with the ids of their payments.</summary>
    public IEnumerable<(string PaymentId, TenderAsked Tender)> Cards(string saleId)
    {
        for (var i = 0; i < Tenders.Count; i++)
        {
            if (Tenders[i].Method != Payments.PaymentMethod.Cash)
                yield return (SaleKeys.PaymentOf(saleId, i + 1), Tenders[i]);
        }
    }

    public static SaleRequest Of(SaleEvent.Started e) => new(
        e.StoreId, e.RegisterId, e.CashierId, e.CustomerId, e.Lines, e.Tenders, e.Fingerprint, e.Actor, e.RequestId,
        e.Trace);
}
