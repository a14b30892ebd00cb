using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Orders;

/// <summary>Commands that bear a client's key: to ship or cancel two pieces twice is another thing than to say so
/// twice.</summary>
internal sealed partial class OrderGrain
{
    /// <summary>Decides at once; only when that brings nothing new is the journal asked whether the same request was
    /// answered before.</summary>
    private async Task<CommandResult<OrderView>> Keyed(
        Origin origin, string? key, string? fingerprint, Func<Order, ValueTask<Decision<OrderEvent>>> decide)
    {
        CommandResult<OrderView>? answer = null;
        try
        {
            answer = await Handle(origin, decide, View);
            if (key is null || answer is { IsDone: true, Replayed: false })
                return answer;
        }
        catch (SubjectErasedException)
        {
            return CommandResult<OrderView>.Refused(OrderLineRefusals.CustomerErased);
        }
        catch (KeyAnsweredException) when (key is not null)
        {
            // Decided again on a state that allows it once more: the look-up below finds the first answer.
        }

        var stream = $"order/{GrainKeys.Of(Tenant, Id)}";
        var given = new AppendKey(key, fingerprint ?? "");
        var known = await journal.FindKey(stream, key);
        // On an order that is not there nothing is remembered.
        if (known is null && answer?.Refusal is { Kind: not RefusalKind.NotFound } refusal)
            known = await journal.Remember(stream, given, refusal);
        return known is not null ? await FirstAnswer(given, known) : answer ?? throw new KeyAnsweredException();
    }

    private async Task<CommandResult<OrderView>> FirstAnswer(AppendKey key, AppendResult.KeyAnswered known) => known switch
    {
        _ when known.Fingerprint != key.Fingerprint => CommandResult<OrderView>.Refused(OrderLineRefusals.KeyReused),
        { Refusal: { } no } => CommandResult<OrderView>.Refused(FirstRefusal.Read(no), replayed: true),
        _ => CommandResult<OrderView>.Done(View(await At(known.Version)), known.Position, replayed: true),
    };

    /// <summary>The order as it was after so many events.</summary>
    private async ValueTask<Order> At(long version)
    {
        if (Confirmed.Version == version)
            return Confirmed;
        var events = await RetrieveConfirmedEvents(0, checked((int)version));
        return events.Aggregate(Order.Initial, (order, @event) => order.Apply(@event));
    }
}
