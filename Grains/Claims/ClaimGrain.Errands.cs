using System.Globalization;
using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Orders;

namespace PosSaga.Claims;

/// <summary>What the claim owes its order, or wants of it, it sees to by itself: at once, then by a timer, then
/// whenever the watchdog comes by. Each part can be asked for any number of times.</summary>
internal sealed partial class ClaimGrain
{
    private const string Actor = "system:claims";

    // About six minutes with the waits between them: longer than most outages. Then the watchdog comes by.
    private const int AttemptsMax = 12;
    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(1);

    private IGrainTimer? _later;
    private int _attempts;

    public async Task<ClaimView?> Resume()
    {
        await EnsureLoaded();
        // Whoever calls has seen in the journal that something is owed; if nothing is known of it here, another
        // activation has gone on while this one stood by.
        if (Current.Standing.PendingAction == ClaimPendingAction.None)
            await RefreshFromJournal();
        await GoOn(System());
        return ViewOrNull(Confirmed);
    }

    private async Task<CommandResult<ClaimView>> AndGoOn(IClaimCommand command, CommandResult<ClaimView> answer)
    {
        if (answer.IsDone)
            await GoOn(Of(command));
        return answer;
    }

    /// <summary>Does what can be done now, and sees to the rest later. Whoever gave a command that is in the journal
    /// hears that it is done, whatever becomes of this.</summary>
    private async Task GoOn(Origin origin)
    {
        try
        {
            await EnsureLoaded();
            // One errand may leave another behind it: pieces of a claim that was not opened are let go.
            while (Current.Standing.PendingAction is not ClaimPendingAction.None and var errand && await IsDone(errand, origin))
            {
            }
        }
        catch (Exception error)
        {
            // The journal is away, or another activation was faster. Counted and logged; the timer tries again.
            ClaimMetrics.Unanswered(error.GetType().Name);
            log.LogWarning(error, "Claim {Claim} could not go on", GrainKeys.Of(Tenant, Id));
        }
        finally
        {
            GoOnLater();
        }
    }

    /// <summary>False where the order did not answer, or has not got so far.</summary>
    private async Task<bool> IsDone(ClaimPendingAction errand, Origin origin)
    {
        var claim = Current;
        var orderId = claim.Content!.OrderId!;
        if (errand == ClaimPendingAction.LetGo)
        {
            var heard = await _orders.LetGo(orderId, new ReleaseHold(Because(origin), Id, claim.Wish));
            if (heard)
                await Record(origin, now => ClaimDecider.LetGo(now, clock.GetUtcNow()));
            return heard;
        }

        var reading = await _orders.Hold(orderId, Wish(claim, origin));
        try
        {
            await Record(origin, now => ClaimDecider.Read(now, reading, clock.GetUtcNow()));
        }
        catch (SubjectErasedException) when (errand == ClaimPendingAction.Open)
        {
            // Erased between the opening and here: then there is no claim, and the pieces are let go.
            await EnsureLoaded();
            var refused = new OrderReading.Refused(ClaimRefusals.CustomerErased);
            await Record(origin, now => ClaimDecider.Read(now, refused, clock.GetUtcNow()));
        }

        return reading is OrderReading.Fits or OrderReading.Refused;
    }

    private async Task Record(Origin origin, Func<Claim, EventSourcing.Decision<ClaimEvent>> decide)
    {
        var before = Current.Standing.Status;
        var answer = await Handle(origin, decide, claim => claim.Standing.Status);
        if (answer is { IsDone: true, Replayed: false })
            ClaimMetrics.Moved(before, answer.Value);
    }

    private void GoOnLater()
    {
        if (!IsLoaded || Current.Standing.PendingAction == ClaimPendingAction.None || _later is not null)
            return;
        _attempts = 0;
        _later = this.RegisterGrainTimer(
            Tick, new GrainTimerCreationOptions(FirstDelay, Timeout.InfiniteTimeSpan) { KeepAlive = true });
    }

    private async Task Tick(CancellationToken cancellation)
    {
        await GoOn(System());
        if (Current.Standing.PendingAction != ClaimPendingAction.None && ++_attempts < AttemptsMax)
        {
            _later?.Change(new Backoff(FirstDelay, DelayMax).Delay(_attempts + 1), Timeout.InfiniteTimeSpan);
            return;
        }

        _later?.Dispose();
        _later = null;
    }

    /// <summary>Of a new claim, and of one that let its pieces go: whether the order would hold them.</summary>
    private async Task<OrderReading?> WouldHold(Claim claim, IClaimCommand command) => command switch
    {
        CreateClaim { OrderId: { } orderId } create when claim.Content is null =>
            await _orders.WouldHold(orderId, Wish(ClaimContent.Of(create), create.Lines ?? [], 1, Of(command))),
        ReopenClaim when !claim.HasLivingRefund
            && claim.Standing is { Status: ClaimStatus.Closed, HasOrder: true } =>
            await _orders.WouldHold(
                claim.Content!.OrderId!, Wish(claim.Content, claim.Lines, claim.Version + 1, Of(command))),
        _ => null,
    };

    private HoldForClaim Wish(Claim claim, Origin origin) => Wish(claim.Content!, claim.Lines, claim.Wish, origin);

    private HoldForClaim Wish(ClaimContent content, IReadOnlyList<ClaimLine> lines, long wish, Origin origin) =>
        new(Because(origin), Id, wish, content.CustomerId, lines, content.UsualCondition);

    private Origin Because(Origin origin) => origin with
    {
        Causation = string.Create(
            CultureInfo.InvariantCulture, $"claim/{GrainKeys.Of(Tenant, Id)}@{(IsLoaded ? Current.Version : 0)}"),
    };

    private Origin System() => Because(new Origin(Tenant, Actor, Current.Content?.OrderId ?? Id));
}
