using Microsoft.Extensions.Logging;
using PosSaga.Deciding;
using PosSaga.Refunds;
using PosSaga.Sagas;

namespace PosSaga.OperatorActions;

/// <summary>One action, one writer. Who hears the same word twice, because a process died in between, refuses the second or
/// has nothing left to do for it.</summary>
[GrainType("operator-action")]
internal sealed class OperatorActionGrain(TimeProvider clock, ILogger<OperatorActionGrain> log)
    : AggregateGrain<OperatorAction, OperatorActionEvent>, IOperatorActionGrain
{
    // Each asks its own grain; so many at once do not keep customers from the database.
    private const int AtOnce = 16;

    // A batch asks grains that may each take the whole of a call's 30 s.
    private static readonly TimeSpan BatchMax = TimeSpan.FromMinutes(5);

    private bool _running;
    private bool _stopping;

    public async Task<Answer<OperatorActionView>> Start(StartOperatorAction command)
    {
        var at = clock.GetUtcNow();
        var answer = await Handle(
            command.Origin, action => OperatorAction.Decide(action, command, at), View, begins: true);
        EnsureRunning();
        return answer;
    }

    public async Task<OperatorActionView?> Get()
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
                // Nobody calls while it is at work; it must not be taken for idle in the middle.
                DelayDeactivation(BatchMax);
                var origin = new Origin(Tenant, request.By, Id, request.RequestId);
                var outcomes = await Task.WhenAll(next.Select(id => Ask(id, request)));
                var at = clock.GetUtcNow();
                await Handle(origin, action => OperatorAction.Decide(action, after, outcomes, at), View);
            }
        }
        catch (Exception error)
        {
            // Nobody awaits the loop. What is on record stays; whoever looks at the action sets it going again.
            SagaMetrics.Error("operator-action", error.GetType().Name);
            log.LogWarning(error, "Action {Action} could not go on", Id);
        }
        finally
        {
            _running = false;
        }
    }

    private async Task<ActOutcome> Ask(string id, OperatorActionEvent.Requested request)
    {
        var command = new OperatorCommand(
            new Origin(Tenant, request.By, id, request.RequestId, $"operator-action/{Tenant}/{Id}"), request.Reason);
        try
        {
            return new ActOutcome(id, (await (request.Subject == ActionSubject.Refunds
                ? AskRefund(id, request.Act, command)
                : AskSaga(id, request.Act, command)))?.Code);
        }
        catch (Exception error)
        {
            // One that cannot be reached must not keep the others; its outcome says so.
            SagaMetrics.Error("operator-action", error.GetType().Name);
            return new ActOutcome(id, "no-answer");
        }
    }

    private async Task<Refusal?> AskSaga(string id, OperatorAct act, OperatorCommand command)
    {
        var saga = GrainFactory.GetGrain<IOrderSagaGrain>(GrainKeys.Of(Tenant, id));
        var answer = await (act switch
        {
            OperatorAct.Retry => saga.Retry(command),
            OperatorAct.Compensate => saga.Compensate(command),
            _ => saga.Resolve(command),
        });
        return answer.Refusal;
    }

    private async Task<Refusal?> AskRefund(string id, OperatorAct act, OperatorCommand command)
    {
        var refund = GrainFactory.GetGrain<IRefundGrain>(GrainKeys.Of(Tenant, id));
        var answer = await (act == OperatorAct.Retry ? refund.Retry(command) : refund.Resolve(command));
        return answer.Refusal;
    }

    private static List<string> Rest(OperatorAction action) => action.Request is { } request
        ? [.. request.Ids.Skip(action.Outcomes.Count).Take(AtOnce)]
        : [];

    private OperatorActionView View(OperatorAction action) => new(
        Id, action.Request!.Subject, action.Request.Act, action.Request.Reason, action.Request.By,
        action.Request.Ids.Count, action.Outcomes, action.Request.At, action.UpdatedAt, action.Version);
}
