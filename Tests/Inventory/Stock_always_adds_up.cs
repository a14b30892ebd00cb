using PosSaga.EventSourcing;
using PosSaga.Inventory;

namespace PosSaga.Tests.Inventory;

/// <summary>Random histories, every command twice or late at times: never below zero, and every piece is accounted
/// for.</summary>
public sealed class Stock_always_adds_up : StockSpec
{
    [Theory]
    [InlineData(1), InlineData(2), InlineData(3), InlineData(4)]
    [InlineData(5), InlineData(6), InlineData(7), InlineData(8)]
    public void Whatever_is_asked_in_whatever_order(int seed)
    {
        var random = new Random(seed);
        var shop = new Shop();
        for (var i = 0; i < 3_000; i++)
        {
            var id = $"s-{random.Next(0, 400)}";
            var refund = $"r-{random.Next(0, 200)}";
            var decision = random.Next(0, 12) switch
            {
                9 or 10 => shop.Refunds.TryGetValue(refund, out var known)
                    ? RestockAgain(refund, known.Fate)(shop.Stock)
                    : Restock(refund, random.Next(0, 4), random.Next(0, 3), random.Next(0, 5) > 0)(shop.Stock),
                11 => shop.TakeBackOut(refund),
                0 => Receive(random.Next(-2, 40))(shop.Stock),
                1 => Adjust(random.Next(-30, 20))(shop.Stock),
                2 or 3 or 4 => shop.Knows(id)
                    ? ReserveAgain(id, 2, shop.Keys[id])(shop.Stock)
                    : Reserve(id, random.Next(0, 12))(shop.Stock),
                5 => Release(id, shop.Fate(id))(shop.Stock),
                6 or 7 => Commit(id, shop.Fate(id))(shop.Stock),
                _ => StockDecider.Expire(shop.Stock, id),
            };
            shop.Record(decision);
            shop.AddsUp();
        }
        Assert.True(
            shop.Sold > 0 && shop.Refused > 0 && shop.Stock.Damaged > 0
            && shop.Refunds.Values.Any(refund => refund.Fate == RestockFate.TakenBackOut),
            "The history was too tame to show anything.");
    }

    /// <summary>What the grain and the journal's keys do together, in miniature, and books kept beside it.</summary>
    private sealed class Shop
    {
        private readonly Dictionary<string, ReservationFate> _fates = [];
        private long _received;

        public Stock Stock { get; private set; } = Stock.Initial;

        public Dictionary<string, PosSaga.Journal.AppendKey> Keys { get; } = [];

        public Dictionary<string, (int Resellable, int Damaged, RestockFate Fate)> Refunds { get; } = [];

        /// <summary>With customers: sold, and not brought back.</summary>
        public long Sold { get; private set; }

        public int Refused { get; private set; }

        public bool Knows(string id) => Keys.ContainsKey(id) && Stock.Held(id) is null;

        public ReservationFate Fate(string id) => _fates.GetValueOrDefault(id, ReservationFate.NeverMade);

        public Decision<StockEvent> TakeBackOut(string id)
        {
            var (resellable, damaged, fate) = Refunds.GetValueOrDefault(id, (1, 1, RestockFate.NeverMade));
            return StockSpec.TakeBackOut(id, resellable, damaged, fate)(Stock);
        }

        public void Record(Decision<StockEvent> decision)
        {
            if (decision is Decision<StockEvent>.Refused)
                Refused++;
            if (decision is not Decision<StockEvent>.Recorded recorded)
                return;

            foreach (var @event in recorded.Events)
            {
                Stock = Stock.Apply(@event);
                Note(@event, recorded.Key);
            }
        }

        public void AddsUp()
        {
            Assert.True(Stock is { OnHand: >= 0, Reserved: >= 0, Available: >= 0 }, $"Below zero: {Stock}");
            Assert.Equal(_received, Stock.OnHand + Stock.Damaged + Sold);
            Assert.Equal(Stock.Open.Values.Sum(held => (long)held.Quantity), Stock.Reserved);
            Assert.Equal(_fates.Count(fate => fate.Value == ReservationFate.Held), Stock.Open.Count);
        }

        private void Note(StockEvent @event, PosSaga.Journal.AppendKey? key)
        {
            switch (@event)
            {
                case StockEvent.Received e: _received += e.Quantity; break;
                case StockEvent.Adjusted e: _received += e.Delta; break;
                case StockEvent.Reserved e: Once(e.ReservationId, key!, ReservationFate.Held); break;
                case StockEvent.ReservationBarred e: Once(e.ReservationId, key!, ReservationFate.Barred); break;
                case StockEvent.Released e: _fates[e.ReservationId] = ReservationFate.Released; break;
                case StockEvent.Expired e: _fates[e.ReservationId] = ReservationFate.Expired; break;
                case StockEvent.Restocked e: Returned(e.RefundId, e.Resellable, e.Damaged, RestockFate.Made, 1); break;
                case StockEvent.TakenBackOut e:
                    Returned(e.RefundId, e.Resellable, e.Damaged, RestockFate.TakenBackOut, -1);
                    break;
                case StockEvent.RestockBarred e: Refunds.Add(e.RefundId, (1, 1, RestockFate.Barred)); break;
                case StockEvent.Committed e:
                    (_fates[e.ReservationId], Sold) = (ReservationFate.Committed, Sold + e.Quantity);
                    break;
            }
        }

        private void Returned(string id, int resellable, int damaged, RestockFate fate, int sign)
        {
            Assert.NotEqual(fate, Refunds.GetValueOrDefault(id).Fate);
            Refunds[id] = (resellable, damaged, fate);
            Sold -= sign * (resellable + damaged);
        }

        private void Once(string id, PosSaga.Journal.AppendKey key, ReservationFate fate)
        {
            Assert.True(Keys.TryAdd(id, key), $"{id} was answered twice.");
            _fates.Add(id, fate);
        }
    }
}
