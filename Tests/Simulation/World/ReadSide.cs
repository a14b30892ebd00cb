using PosSaga.Simulator;
using PosSaga.Inventory;
using PosSaga.Journal;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Tests.Simulation;

/// <summary>What the watchdog and the operators look at: the journal folded as it grows, a little behind at times, as a
/// read model is.</summary>
internal sealed class ReadSide(
    InMemoryJournal journal, IEventCodec codec, FaultSchedule weather, DeterministicScheduler scheduler)
    : IUnfinishedSagas, IUnfinishedSales, IOldReservations
{
    private static readonly SagaEngine Engine = new(OrderSteps.Steps);
    private static readonly SagaEngine<Sale, SaleEvent> TillEngine = new(SaleSteps.Steps);

    private readonly JournalReader _journal = new(journal, weather, scheduler);
    private readonly SortedDictionary<string, OrderSaga> _sagas = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Sale> _sales = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Stock> _stocks = new(StringComparer.Ordinal);

    /// <summary>By grain key, in order.</summary>
    public IReadOnlyDictionary<string, OrderSaga> Sagas
    {
        get
        {
            CatchUp();
            return _sagas;
        }
    }

    /// <summary>By grain key, in order.</summary>
    public IReadOnlyDictionary<string, Sale> Sales
    {
        get
        {
            CatchUp();
            return _sales;
        }
    }

    /// <summary>By grain key, in order.</summary>
    public IReadOnlyDictionary<string, Stock> Stocks
    {
        get
        {
            CatchUp();
            return _stocks;
        }
    }

    public Task<IReadOnlyList<SagaKey>> OlderThan(
        TimeSpan age, SagaKey? after, int max, CancellationToken cancellation)
    {
        CatchUp();
        return Task.FromResult(Older(_sagas, IsUnfinished, age, after, max));
    }

    Task<IReadOnlyList<SagaKey>> IUnfinishedSales.OlderThan(
        TimeSpan age, SagaKey? after, int max, CancellationToken cancellation)
    {
        CatchUp();
        return Task.FromResult(Older(_sales, IsUnfinished, age, after, max));
    }

    private IReadOnlyList<SagaKey> Older<T>(
        SortedDictionary<string, T> rows, Func<T, bool> isUnfinished, TimeSpan age, SagaKey? after, int max)
        where T : SagaProgress
    {
        var moment = scheduler.Time.GetUtcNow() - age;
        return
        [
            .. rows.Where(s => isUnfinished(s.Value) && s.Value.UpdatedAt <= moment
                    && (age == TimeSpan.Zero || !Waits(s.Value).Any(wait => wait.NextAttempt > moment)))
                .Select(s => new SagaKey(GrainKeys.TenantOf(s.Key), GrainKeys.IdOf(s.Key)))
                .Where(key => after is null || string.CompareOrdinal(key.Id, after.Id) > 0).Take(max),
        ];
    }

    public Task<bool> HasSeen(long position, CancellationToken cancellation)
    {
        CatchUp();
        return Task.FromResult(_journal.Seen >= position);
    }

    public Task<IReadOnlyList<StockKey>> OlderThan(
        TimeSpan age, StockKey? after, int max, CancellationToken cancellation)
    {
        CatchUp();
        var moment = scheduler.Time.GetUtcNow() - age;
        return Task.FromResult<IReadOnlyList<StockKey>>(
            [.. _stocks.Where(s => s.Value.Open.Values.Any(open => open.At <= moment)).Select(s => s.Key.Split('/'))
                .Select(part => new StockKey(part[0], part[1], part[2]))
                .Where(key => after is null || Compare(key, after) > 0).Take(max)]);
    }

    /// <summary>Neither at its end nor waiting for nothing but a person, or with a late success still to be
    /// undone.</summary>
    public static bool IsUnfinished(OrderSaga saga) => saga.State switch
    {
        SagaState.Completed => false,
        SagaState.NeedsOperator => Engine.Next(saga).IsWork,
        SagaState.Failed => saga.Done != SagaSteps.None,
        _ => true,
    };

    public static bool IsUnfinished(Sale sale) => sale.State switch
    {
        SagaState.Completed => false,
        SagaState.NeedsOperator => TillEngine.Next(sale).IsWork,
        SagaState.Failed => sale.Done != SagaSteps.None,
        _ => true,
    };

    private static IEnumerable<StepTrouble> Waits(SagaProgress saga) =>
        saga.Troubles.Where(trouble => trouble.OperatorReason is null);

    private static int Compare(StockKey one, StockKey other) => string.CompareOrdinal(
        $"{one.Tenant}/{one.StoreId}/{one.Sku}", $"{other.Tenant}/{other.StoreId}/{other.Sku}");

    private void CatchUp()
    {
        foreach (var e in _journal.News())
        {
            var key = e.Stream[(e.Stream.IndexOf('/') + 1)..];
            if (e.Stream.StartsWith("order-saga/", StringComparison.Ordinal))
                Fold(_sagas, key, OrderSaga.Initial, e, static (saga, @event) => saga.Apply((OrderSagaEvent)@event));
            else if (e.Stream.StartsWith("sale/", StringComparison.Ordinal))
                Fold(_sales, key, Sale.Initial, e, static (sale, @event) => sale.Apply((SaleEvent)@event));
            else if (e.Stream.StartsWith("stock/", StringComparison.Ordinal))
                Fold(_stocks, key, Stock.Initial, e, static (stock, @event) => stock.Apply((StockEvent)@event));
        }
    }

    private void Fold<T>(
        SortedDictionary<string, T> rows, string key, T initial, RecordedEvent e, Func<T, object, T> apply)
    {
        var row = rows.GetValueOrDefault(key, initial);
        try
        {
            rows[key] = apply(row, codec.Decode(e.Type, e.Data).AsTask().GetAwaiter().GetResult());
        }
        catch (Exception error)
            when (error is InvalidOperationException or ArgumentException or JournalCorruptException)
        {
            // The row stays as it was; a check says what does not fold.
            rows[key] = row;
        }
    }
}
