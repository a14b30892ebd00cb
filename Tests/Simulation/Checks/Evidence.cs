using PosSaga.Carts;
using PosSaga.Claims;
using PosSaga.EventSourcing;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Orders;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Registers;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Simulation;

/// <summary>All that is left of a run: the journal folded by nobody's help, the gateway's books, and what people were
/// told.</summary>
internal sealed class Evidence
{
    public Evidence(World world)
    {
        World = world;
        Events = world.Events();
        foreach (var recorded in Events)
            Add(recorded);
        Accounts = world.Books.Accounts.ToLookup(a => SagaOf(a.Id), StringComparer.Ordinal);
    }

    public World World { get; }

    public IReadOnlyList<RecordedEvent> Events { get; }

    public SortedDictionary<string, Told<OrderSaga, OrderSagaEvent>> Sagas { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<Stock, StockEvent>> Stocks { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<Cart, CartEvent>> Carts { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<Payment, PaymentEvent>> Payments { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<Order, OrderEvent>> Orders { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<Claim, ClaimEvent>> Claims { get; } = new(StringComparer.Ordinal);

    /// <summary>The passive records.</summary>
    public SortedDictionary<string, Told<Refund, RefundEvent>> Refunds { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<RefundPayment, RefundPaymentEvent>> RefundPayments { get; } =
        new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<RefundStock, RefundStockEvent>> RefundStocks { get; } =
        new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<Outbox, NotificationEvent>> Outboxes { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<Sale, SaleEvent>> Sales { get; } = new(StringComparer.Ordinal);

    public SortedDictionary<string, Told<Register, RegisterEvent>> Registers { get; } = new(StringComparer.Ordinal);

    /// <summary>What was asked for, by refund id: once by a claim, or by an order that was cancelled, or a part of
    /// it.</summary>
    public SortedDictionary<string, List<RefundOrder>> Asked { get; } = new(StringComparer.Ordinal);

    /// <summary>Events of which somebody has to be told: the process, and the stored name.</summary>
    public List<(string Process, string Type)> Notices { get; } = [];

    /// <summary>Streams that cannot be read at all.</summary>
    public List<string> Unreadable { get; } = [];

    /// <summary>The gateway's accounts of each saga: one, if the gateway was asked with one id.</summary>
    public ILookup<string, GatewayAccount> Accounts { get; }

    public IEnumerable<(string Id, OrderSaga Saga)> Ends => Sagas.Select(s => (s.Key, s.Value.End));

    /// <summary>A person has yet to settle it. What a person did settle has to be as right as everything else.</summary>
    /// <param name="saga">As its reservations name it.</param>
    public bool IsByHand(string saga) => SaleKeys.SaleOf(saga) is { } sale
        ? Sales.TryGetValue(sale, out var sold) && sold.End.State == SagaState.NeedsOperator
        : Sagas.TryGetValue(saga, out var told) && told.End.State == SagaState.NeedsOperator;

    /// <summary>What a till gives back by voiding a sale; what is right of it, the checks of tills say.</summary>
    public bool IsVoid(string refund) => Sales.Values.Any(
        told => told.End.VoidReason is not null && SaleKeys.VoidOf(told.Id) == refund);

    /// <summary>A person settled its money at the gateway, of which the payment's own log need not know.</summary>
    public bool IsMoneyByHand(string saga) => IsByHand(saga) || (Sagas.TryGetValue(saga, out var told)
        && told.Events.Exists(e => e.Event is OrderSagaEvent.StepResolved
        {
            Step: SagaStep.ProcessPayment or SagaStep.Finish,
        }));

    /// <summary>At its end, and by itself.</summary>
    public bool IsFinished(string saga) => Sagas.TryGetValue(saga, out var told) && told.End.IsFinal && !IsByHand(saga);

    public bool IsSold(string saga) => IsFinished(saga) && Sagas[saga].End.State == SagaState.Completed;

    /// <summary>How a refund was said to stand by its record; null where that knows of none.</summary>
    public RefundStatus? StatusOf(string refund) =>
        Refunds.GetValueOrDefault(refund)?.End is { Order: not null } record ? record.Status : null;

    /// <summary>The refund of an attempt: <c>id#2</c> is the second at the refund of that id.</summary>
    public static string RefundOf(string attempt) =>
        attempt.IndexOf('#', StringComparison.Ordinal) is > 0 and var mark ? attempt[..mark] : attempt;

    private static string SagaOf(string gatewayId)
    {
        var id = GrainKeys.IdOf(gatewayId);
        return id.IndexOf('#', StringComparison.Ordinal) is > 0 and var mark ? id[..mark] : id;
    }

    private void Add(RecordedEvent recorded)
    {
        object @event;
        try
        {
            @event = World.Codec.Decode(recorded.Type, recorded.Data).AsTask().GetAwaiter().GetResult();
        }
        catch (JournalCorruptException error)
        {
            Unreadable.Add($"{recorded.Stream}@{recorded.Version}: {error.Message}");
            return;
        }

        if (recorded.ProcessKey is { } process && NotificationRules.Of(@event) is not null)
            Notices.Add((process, recorded.Type));
        if (@event is ClaimEvent.RefundRequested { Refund: var ofClaim })
            Asks(ofClaim);
        if (@event is OrderEvent.Cancelled { Refund: var ofOrder })
            Asks(ofOrder);
        if (@event is OrderEvent.RefundRetried { Refund: var again })
            Asks(again);
        if (@event is OrderEvent.RefundAsked { Refund: var ofPart })
            Asks(ofPart);
        switch (recorded.Stream[..recorded.Stream.IndexOf('/')])
        {
            case "order-saga": Into(Sagas, recorded, @event); break;
            case "sale": Into(Sales, recorded, @event); break;
            case "register": Into(Registers, recorded, @event); break;
            case "stock": Into(Stocks, recorded, @event); break;
            case "cart": Into(Carts, recorded, @event); break;
            case "payment": Into(Payments, recorded, @event); break;
            case "order": Into(Orders, recorded, @event); break;
            case "claim": Into(Claims, recorded, @event); break;
            case "refund": Into(Refunds, recorded, @event); break;
            case "refund-payment": Into(RefundPayments, recorded, @event); break;
            case "refund-stock": Into(RefundStocks, recorded, @event); break;
            case "notification": Into(Outboxes, recorded, @event); break;
        }
    }

    private void Asks(RefundOrder refund)
    {
        if (!Asked.TryGetValue(refund.RefundId, out var asked))
            Asked.Add(refund.RefundId, asked = []);
        asked.Add(refund);
    }

    private static void Into<TState, TEvent>(
        SortedDictionary<string, Told<TState, TEvent>> streams, RecordedEvent recorded, object @event)
        where TState : class, IAggregate<TState, TEvent>
        where TEvent : class
    {
        var told = new Told<TState, TEvent>(recorded.Stream);
        if (streams.TryGetValue(told.Id, out var known))
            told = known;
        else
            streams.Add(told.Id, told);
        told.Add(recorded, @event);
    }
}
