using Microsoft.Extensions.Logging;
using PosSaga.Deciding;
using PosSaga.Sagas;

namespace PosSaga.Refunds;

/// <summary>One action about many refunds, one writer. A refund that hears the same word twice, because a process died
/// in between, refuses the second or has nothing left to do for it.</summary>
[GrainType("refund-action")]
internal sealed class RefundActionGrain(TimeProvider clock, ILogger<RefundActionGrain> log)
    : AggregateGrain<RefundAction, RefundActionEvent>, IRefundActionGrain
{
    // Each asks its own grain; so many at once do not keep customers from the database.
    private const int RefundsAtOnce = 16;

    private bool _running;
    private bool _stopping;

    public async Task<Answer<RefundActionView>> Start(StartRefundAction command)
    {
        var at = clock.GetUtcNow();
        var answer = await Handle(
            command.Origin, action => RefundAction.Decide(action, command, at), View, begins: true);
        EnsureRunning();
        return answer;
    }

    public async Task<RefundActionView?> Get()
    {
        await Settle();
        EnsureRunning();
        return Confirmed.Request is null ? null : View(Confirmed);
    }

    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        _stopping = true;
        return base.OnDeactivateAsync(reason, cancellationToken);
    }

    private void EnsureRunning()
    {
        if (_running || _stopping || Rest(Confirmed).Count == 0)
            return;
        _running = true;
        _ = Run();
    }

    private async Task Run()
    {
        try
        {
            for (; ;)
            {
                await Settle();
                var (request, after, next) = (Confirmed.Request!, Confirmed.Outcomes.Count, Rest(Confirmed));
                if (_stopping || next.Count == 0)
                    return;
                var origin = new Origin(Tenant, request.By, Id, request.RequestId);
                var outcomes = await Task.WhenAll(next.Select(id => Ask(id, request)));
                var at = clock.GetUtcNow();
                await Handle(origin, action => RefundAction.Decide(action, after, outcomes, at), View);
            }
        }
        catch (Exception error)
        {
            // Nobody awaits the loop. What is on record stays; whoever looks at the action sets it going again.
            SagaMetrics.Error("refund-action", error.GetType().Name);
            log.LogWarning(error, "Action {Action} about refunds could not go on", Id);
        }
        finally
        {
            _running = false;
        }
    }

    private async Task<RefundActOutcome> Ask(string id, RefundActionEvent.Requested request)
    {
        var refund = GrainFactory.GetGrain<IRefundGrain>(GrainKeys.Of(Tenant, id));
        var command = new OperatorCommand(
            new Origin(Tenant, request.By, id, request.RequestId, $"refund-action/{Tenant}/{Id}"), request.Reason);
        try
        {
            var answer = await (request.Act == RefundAct.Retry ? refund.Retry(command) : refund.Resolve(command));
            return new RefundActOutcome(id, answer.Refusal?.Code);
        }
        catch (Exception error)
        {
            // One that cannot be reached must not keep the others; its outcome says so.
            SagaMetrics.Error("refund-action", error.GetType().Name);
            return new RefundActOutcome(id, "no-answer");
        }
    }

    private static List<string> Rest(RefundAction action) => action.Request is { } request
        ? [.. request.Ids.Skip(action.Outcomes.Count).Take(RefundsAtOnce)]
        : [];

    private RefundActionView View(RefundAction action) => new(
        Id, action.Request!.Act, action.Request.Reason, action.Request.By, action.Request.Ids.Count, action.Outcomes,
        action.Request.At, action.UpdatedAt, action.Version);
}
