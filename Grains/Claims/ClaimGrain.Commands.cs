using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Claims;

/// <summary>What all commands have in common: idempotency keys, erased customers, metrics, earlier states.</summary>
internal sealed partial class ClaimGrain
{
    public async Task<ClaimView?> GetAsOf(DateTimeOffset moment)
    {
        await EnsureLoaded();
        var claim = Claim.Initial;
        foreach (var @event in await RetrieveConfirmedEvents(0, Version))
        {
            // The log's order is what happened; a clock that went back hides nothing before it.
            if (@event.At > moment)
                break;
            claim = claim.Apply(@event);
        }

        return ViewOrNull(claim);
    }

    private async Task<CommandResult<ClaimView>> Run(
        IClaimCommand command, Func<Claim, IClaimCommand, Task<OrderReading?>>? ask = null) =>
        Shown(await Once(command, ask));

    /// <summary>Decides at once; only when that brings nothing new is the journal asked whether the same request was
    /// answered before.</summary>
    private async Task<CommandResult<Claim>> Once(
        IClaimCommand command, Func<Claim, IClaimCommand, Task<OrderReading?>>? ask = null)
    {
        var key = command.Key is { } given ? new AppendKey(given, command.Fingerprint ?? "") : null;
        CommandResult<Claim>? answer = null;
        try
        {
            answer = await Decide(command, ask, key);
            if (key is null || answer is { IsDone: true, Replayed: false })
                return answer;
        }
        catch (KeyAnsweredException) when (key is not null)
        {
            // Decided again on a state that allows it once more: the look-up below finds the first answer.
        }

        var stream = $"claim/{GrainKeys.Of(Tenant, Id)}";
        var known = await journal.FindKey(stream, key.Key);
        if (known is null && answer?.Refusal is { } refusal)
            known = await journal.Remember(stream, key, refusal);
        return known is not null ? await FirstAnswer(key, known) : answer ?? throw new KeyAnsweredException();
    }

    private async Task<CommandResult<Claim>> FirstAnswer(AppendKey key, AppendResult.KeyAnswered known) => known switch
    {
        _ when known.Fingerprint != key.Fingerprint => CommandResult<Claim>.Refused(ClaimRefusals.KeyReused),
        { Refusal: { } no } => CommandResult<Claim>.Refused(FirstRefusal.Read(no), replayed: true),
        _ => CommandResult<Claim>.Done(await At(known.Version), known.Position, replayed: true),
    };

    private async Task<CommandResult<Claim>> Decide(
        IClaimCommand command, Func<Claim, IClaimCommand, Task<OrderReading?>>? ask = null, AppendKey? key = null)
    {
        var begins = command is CreateClaim;
        if (!begins)
            await EnsureLoaded();
        var before = Claim.Initial;
        try
        {
            var answer = await Handle(
                Of(command),
                async claim =>
                    ClaimDecider.Decide(Id, before = claim, command, ask is null ? null : await ask(claim, command)),
                claim => claim, key, begins);
            if (answer is { IsDone: true, Replayed: false })
                ClaimMetrics.Moved(before.Standing.Status, answer.Value!.Standing.Status);
            return answer;
        }
        catch (SubjectErasedException)
        {
            return CommandResult<Claim>.Refused(ClaimRefusals.CustomerErased);
        }
        finally
        {
            // Whoever calls a claim that still has something to do, sets it going again.
            GoOnLater();
        }
    }

    /// <summary>The claim as it was after so many events.</summary>
    private async ValueTask<Claim> At(long version)
    {
        if (Confirmed.Version == version)
            return Confirmed;
        var events = await RetrieveConfirmedEvents(0, checked((int)version));
        return events.Aggregate(Claim.Initial, (claim, @event) => claim.Apply(@event));
    }

    private CommandResult<ClaimView> Shown(CommandResult<Claim> answer) => answer.IsDone
        ? CommandResult<ClaimView>.Done(View(answer.Value!), answer.Position, answer.Replayed)
        : CommandResult<ClaimView>.Refused(answer.Refusal!, answer.Replayed);

    private ClaimView? ViewOrNull(Claim claim) => claim.Exists ? View(claim) : null;

    private ClaimView View(Claim claim)
    {
        var (content, standing, times) = (claim.Content!, claim.Standing, claim.Times);
        return new ClaimView(
            Id, content.CustomerId, content.Type, content.Description.Value, content.Urgency, standing.Status,
            claim.AssignedAgent, claim.Resolution?.Value, content.OrderId, standing.Enrichment, claim.Lines,
            claim.HasRefund ? Id : null, standing.Refund, times.CreatedAt, times.AssignedAt, times.StartedAt,
            times.ResolvedAt, times.ClosedAt, times.ReopenedAt, times.RefundRequestedAt, times.UpdatedAt, claim.Version,
            claim.Sale?.Goods ?? [], claim.Sale?.StoreId, claim.Sale?.PaymentId, claim.RefundKey,
            times.WithdrawnAt);
    }
}
