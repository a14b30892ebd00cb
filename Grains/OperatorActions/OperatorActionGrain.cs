using PosSaga.Journal;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Streams;

namespace PosSaga.OperatorActions;

/// <summary>Carries out one action, a few orders or refunds at a time. Its own events set it going, the request first and
/// then each part that is on record: deliveries outlive the process, so no action stops halfway. A part that was asked
/// and not recorded is asked again; retrying and compensating twice do no harm, and a second resolve is told by the
/// action's id.</summary>
[GrainType("operator-action"), ImplicitStreamSubscription(StreamNames.OperatorActions)]
[Handles<OperatorActionEvent.Requested>, Handles<OperatorActionEvent.Acted>]
internal sealed class OperatorActionGrain(IEventCodec codec, TimeProvider clock)
    : ParticipantGrain<OperatorAction, OperatorActionEvent>(codec), IOperatorActionGrain
{
    // Each asks its own grain; so many at once do not keep customers from the database.
    private const int AtOnce = 16;

    // A delivery ends within the 30 s of a grain call, whoever does not answer.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    protected override bool IsAtRest(OperatorAction action) => action.Request is not null && action.Next(1).Count == 0;

    public Task<CommandResult<OperatorActionView>> Start(StartOperatorAction command)
    {
        var at = clock.GetUtcNow();
        return Handle(command.Origin, action => OperatorAction.Decide(action, command, at), View, begins: true);
    }

    public async Task<OperatorActionView?> Get()
    {
        await EnsureLoaded();
        return Confirmed.Request is null ? null : View(Confirmed);
    }

    protected override async Task React(IncomingEvent cause)
    {
        var (action, next) = (Current, Current.Next(AtOnce));
        if (next.Count == 0)
            return;
        var outcomes = await Task.WhenAll(next.Select(id => Ask(id, action.Request!)));
        var at = clock.GetUtcNow();
        await HandleOnce(
            cause, now => OperatorAction.Decide(now, action.Outcomes.Count, outcomes, at, cause.Position));
    }

    private async Task<ActOutcome> Ask(string id, OperatorActionEvent.Requested request)
    {
        var origin = new Origin(Tenant, request.By, id, request.RequestId, $"operator-action/{Tenant}/{Id}");
        var command = new OperatorCommand(origin, request.Reason, ActionId: Id);
        try
        {
            var asked = request.Subject == ActionSubject.Refunds
                ? AskRefund(id, request.Act, command)
                : AskSaga(id, request.Act, command);
            return new ActOutcome(id, (await asked.WaitAsync(AnswerWithin, clock))?.Code);
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

    private OperatorActionView View(OperatorAction action) => new(
        Id, action.Request!.Subject, action.Request.Act, action.Request.Reason, action.Request.By,
        action.Request.Ids.Count, action.Outcomes, action.Request.At, action.UpdatedAt, action.Version);
}
