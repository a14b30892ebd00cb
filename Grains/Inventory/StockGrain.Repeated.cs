using PosSaga.Deciding;
using PosSaga.Journal;

namespace PosSaga.Inventory;

/// <summary>Repetitions: what the state has forgotten is answered by the journal's keys.</summary>
internal sealed partial class StockGrain
{
    /// <summary>A command with a client's key. The key is looked up first: a repetition must not spoil the flush of the
    /// many that decide beside it.</summary>
    private async Task<Answer<StockView>> Keyed(Origin origin, AppendKey? key, Func<Stock, Decision<StockEvent>> decide)
    {
        if (key is null)
            return await Handle(origin, decide, View);

        if (await _history.Find(key) is { } known)
            return await FirstAnswer(key, known);
        var answer = await Once(origin, key, decide, later => FirstAnswer(key, later));
        return answer is { Refusal: { } refusal, Replayed: false }
            && await _history.Remember(key, refusal) is { } earlier
            ? await FirstAnswer(key, earlier)
            : answer;
    }

    /// <summary>Decides at once; only when that ends in a refusal or on a known key is the journal asked whether the
    /// command was answered before.</summary>
    private async Task<Answer<StockView>> Once(
        Origin origin, AppendKey key, Func<Stock, Decision<StockEvent>> decide,
        Func<AppendResult.KeyAnswered, Task<Answer<StockView>>> again)
    {
        for (var round = 1; ; round++)
        {
            Answer<StockView>? answer = null;
            try
            {
                answer = await Handle(origin, decide, View);
                if (answer.IsDone)
                    return answer;
            }
            catch (KeyAnsweredException) when (round < MaxRounds)
            {
                // This command's key, or that of a call which shared the flush: the look-up below tells.
            }

            if (await _history.Find(key) is { } known)
                return await again(known);
            if (answer is not null)
                return answer;
        }
    }

    /// <summary>Release and commit: the state knows what is open, the journal what is closed or never was.</summary>
    private Task<Answer<StockView>> Closing(
        Origin origin, string reservationId,
        Func<Stock, ReservationFate, Decision<StockEvent>> decide) => Rounds(async () =>
    {
        await Settle();
        var fate = Current.Held(reservationId) is null ? await FateOf(reservationId) : ReservationFate.Held;
        return await Handle(origin, stock => decide(stock, fate), View);
    });

    private static async Task<Answer<StockView>> Rounds(Func<Task<Answer<StockView>>> attempt)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await attempt();
            }
            catch (KeyAnsweredException) when (round < MaxRounds)
            {
                // What it is about was made, barred or undone meanwhile; the next round sees it.
            }
            catch (StreamConflictException) when (round < MaxRounds)
            {
                // While waiting for what stood unconfirmed; the next round sees what was appended instead.
            }
        }
    }

    /// <summary>Of a reservation that is not open here. What this activation still waits to append is in the journal
    /// first, and what another one appended is loaded.</summary>
    private async Task<ReservationFate> FateOf(string reservationId)
    {
        await ConfirmEvents();
        var fate = await _history.FateOf(reservationId);
        if (fate == ReservationFate.Held && Current.Held(reservationId) is null)
            await RefreshNow();
        return fate;
    }

    private async Task<Answer<StockView>> FirstAnswer(AppendKey key, AppendResult.KeyAnswered known) =>
        known switch
        {
            _ when known.Fingerprint != key.Fingerprint => Answer<StockView>.No(StockRefusals.KeyReused),
            { Refusal: { } no } => Answer<StockView>.No(FirstRefusal.Read(no), replayed: true),
            _ => Answer<StockView>.Done(
                (await _history.AnswerAt(known)).View(Id, known.Version), known.Position, replayed: true),
        };
}
