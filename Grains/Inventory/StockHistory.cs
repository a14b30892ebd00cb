using PosSaga.Journal;
using static PosSaga.Inventory.StockEvent;

namespace PosSaga.Inventory;

/// <summary>What a stock's stream knows and its state has forgotten: closed reservations, restockings, and answers to
/// clients' keys. Asked only by repetitions, by refusals and by undoing.</summary>
internal sealed class StockHistory(IEventJournal journal, IEventCodec codec, string stream)
{
    // Between a reservation and its end lies the time of one saga: at 2,000 events a second, one to a few pages.
    private const int PageSize = 1_000;

    public Task<AppendResult.KeyAnswered?> Find(AppendKey key) => journal.FindKey(stream, key.Key);

    /// <summary>See <see cref="EventSourcing.FirstRefusal"/>.</summary>
    public Task<AppendResult.KeyAnswered?> Remember(AppendKey key, Refusal refusal) =>
        EventSourcing.FirstRefusal.Remember(journal, stream, key, refusal);

    public async Task<ReservationFate> FateOf(string reservationId)
    {
        if (await journal.FindKey(stream, StockKeys.OfReservation(reservationId)) is not { } known)
            return ReservationFate.NeverMade;
        if (StockKeys.IsBarred(known))
            return ReservationFate.Barred;

        for (var after = known.Version; ;)
        {
            var slice = await journal.Read(stream, after, PageSize);
            foreach (var recorded in slice.Events)
                if (Fate(await codec.Decode(recorded.Type, recorded.Data), reservationId) is { } fate)
                    return fate;
            if (slice.Events.Count == 0)
                return ReservationFate.Held;
            after = slice.Events[^1].Version;
        }
    }

    /// <summary>Two keys tell: that of the restocking, and that of its way back out.</summary>
    public async Task<RestockFate> FateOf(ReverseRestock ask)
    {
        if (await journal.FindKey(stream, StockKeys.OfRestock(ask.RefundId)) is not { } made)
            return RestockFate.NeverMade;
        if (StockKeys.IsBarred(made))
            return RestockFate.Barred;
        if (!StockKeys.IsOf(made, ask))
            return RestockFate.MadeOtherwise;
        return await journal.FindKey(stream, StockKeys.OfReverseRestock(ask.RefundId)) is null
            ? RestockFate.Made
            : RestockFate.TakenBackOut;
    }

    /// <summary>The answer that the keyed command got when it was done.</summary>
    public async Task<StockLevels> AnswerAt(AppendResult.KeyAnswered known)
    {
        var recorded = (await journal.ReadAt([known.Position])).Single();
        return await codec.Decode(recorded.Type, recorded.Data) switch
        {
            Received { Answered: { } levels } => levels,
            Adjusted { Answered: { } levels } => levels,
            var other => throw new JournalCorruptException(
                $"{stream}@{known.Version} holds {other.GetType().Name} and no answer."),
        };
    }

    private static ReservationFate? Fate(object @event, string reservationId) => @event switch
    {
        Committed e when e.ReservationId == reservationId => ReservationFate.Committed,
        Released e when e.ReservationId == reservationId  => ReservationFate.Released,
        Expired e when e.ReservationId == reservationId   => ReservationFate.Expired,
        _                                                 => null,
    };
}
