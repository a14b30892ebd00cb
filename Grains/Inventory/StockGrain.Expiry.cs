using PosSaga.Sagas;

namespace PosSaga.Inventory;

/// <summary>A reservation expires only after its saga was asked: one that is still at work keeps its goods.</summary>
internal sealed partial class StockGrain
{
    private const int SagasAskedAtOnce = 16;

    public async Task<int> ExpireReservations(Origin origin)
    {
        await Settle();
        var limit = clock.GetUtcNow() - StockDecider.ReservationLimit;
        var overdue = Confirmed.Open.Where(open => open.Value.At <= limit)
            .OrderBy(open => open.Value.At).ThenBy(open => open.Key, StringComparer.Ordinal)
            .Select(open => open.Key).ToList();

        var expired = 0;
        var unanswered = new List<Task>();
        foreach (var some in overdue.Chunk(SagasAskedAtOnce))
        {
            var asked = some.Select(id => (Id: id, IsOver: IsOver(id))).ToList();
            // One saga that does not answer keeps its goods, and does not stand in the way of the others.
            await Task.WhenAll(asked.Select(Task (ask) => ask.IsOver)).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            unanswered.AddRange(asked.Where(ask => !ask.IsOver.IsCompletedSuccessfully).Select(ask => ask.IsOver));

            var over = asked.Where(ask => ask.IsOver is { IsCompletedSuccessfully: true, Result: true });
            var answers = await Task.WhenAll(over.Select(ask => Expire(origin, ask.Id)));
            expired += answers.Count(answer => !answer.Replayed);
        }

        // Loud for whoever asked, after all that could be done was done.
        await Task.WhenAll(unanswered);
        return expired;
    }

    private async Task<bool> IsOver(string sagaId) =>
        await GrainFactory.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, sagaId)).Get()
            is null or { StateFinal: true };

    private Task<Answer<StockView>> Expire(Origin origin, string reservationId) =>
        Handle(origin, stock => StockDecider.Expire(stock, reservationId), View);
}
