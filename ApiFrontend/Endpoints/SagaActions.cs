using PosSaga.OperatorActions;
using PosSaga.ReadModels;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>An operator acts on many sagas at once: all that a filter finds, or those that are named.</summary>
internal static class SagaActions
{
    public static void MapSagaActions(this RouteGroupBuilder sagas)
    {
        sagas.MapPost("/actions", Start).WithName("actOnSagas")
            .WithSummary("Operator: retry, compensate or resolve many; each is recorded with who and why")
            .RequestExample(SagaActionBody.Example).TakesManyIds().IdempotencyKeyHeader(Examples.SagaActionKey).PositionHeader()
            .ResponseExample(new ActionStartedBody(null, 31))
            .AcceptedExample(new ActionStartedBody(OperatorActionBody.Example.ActionId, 31));
        sagas.MapGet("/actions/{id:id}", Get).WithName("getSagaAction")
            .WithSummary("How far it is, and what came of each")
            .ResponseExample(OperatorActionBody.Example).ProducesProblems(404);
    }

    private static Task<IResult> Start(
        Body<SagaActionBody> body, Idempotency key, Caller caller, SagaQueries sagas, IGrainFactory grains,
        HttpContext http) =>
        BulkActions.Start(
            ActionSubject.Orders, body.Value.Action, body.Value, body.Fingerprint, key, caller, grains,
            "/api/v1/sagas/actions/", () => sagas.Ids(
                caller.Tenant, body.Value.Filter!.ToFilter(), StartOperatorAction.IdsMax, http.RequestAborted));

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains) =>
        await caller.Grain<IOperatorActionGrain>(grains, id).Get() is { Subject: ActionSubject.Orders } action
            ? WireResult.Ok(OperatorActionBody.Of(action))
            : WireResult.NotFound;
}

/// <summary>Which sagas; all that is given has to be true.</summary>
internal sealed record SagaFilterBody(
    SagaStanding? State = null, SagaStep? Step = null, string? Reason = null, string? StoreId = null,
    string? CustomerId = null, string? OlderThan = null)
{
    public void Check(ValidationErrors faults)
    {
        if (this == new SagaFilterBody())
            BulkActions.MustSayWhich(faults);
        faults.Text("filter.reason", Reason, ListQueryReader.MaxTextLength);
        faults.Id("filter.storeId", StoreId);
        faults.Id("filter.customerId", CustomerId);
        if (OlderThan is not null && !Durations.TryParse(OlderThan, out _))
            faults.Add("filter.olderThan", "must be a number with a unit, such as 30s, 10m, 2h");
    }

    public SagaFilter ToFilter() => new(
        State, Step, StoreId, Durations.TryParse(OlderThan ?? "", out var age) ? age : null, Reason, CustomerId);
}

/// <summary><paramref name="Reason"/>: why the operator does it. <paramref name="DryRun"/>: only counts.</summary>
internal sealed record SagaActionBody(
    OperatorAct Action, string Reason, SagaFilterBody? Filter = null, IReadOnlyList<string>? Ids = null,
    bool? DryRun = null) : IActionBody
{
    public static SagaActionBody Example { get; } = new(
        OperatorAct.Retry, "The gateway is back",
        new SagaFilterBody(SagaStanding.NeedsOperator, SagaStep.ProcessPayment, "unanswered-for-a-day"));

    public void Check(ValidationErrors faults)
    {
        BulkActions.Check(faults, this, Filter is not null);
        Filter?.Check(faults);
    }
}

/// <summary><paramref name="Code"/>: why it was not done; null where it was.</summary>
internal sealed record ActOutcomeBody(string OrderId, bool Done, string? Code);

internal sealed record OperatorActionBody(
    string ActionId, OperatorAct Action, string Reason, string By, bool Finished, int Matched, int Done, int Refused,
    IReadOnlyList<ActOutcomeBody> Outcomes, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt)
{
    public static OperatorActionBody Example { get; } = new(
        Examples.SagaAction, OperatorAct.Retry, "The gateway is back", "demo-ops", true, 2, 1, 1,
        [new("01ja2x5c3nd8p6h4f7g9k2m1sv", true, null), new("01ja2x5c3nd8p6h4f7g9k2m1sw", false, "saga-already-final")],
        OrderBody.Example.CreatedAt, OrderBody.Example.UpdatedAt);

    public static OperatorActionBody Of(OperatorActionView action) => new(
        action.Id, action.Act, action.Reason, action.By, action.IsDone, action.Matched,
        action.Outcomes.Count(outcome => outcome.Code is null),
        action.Outcomes.Count(outcome => outcome.Code is not null),
        [.. action.Outcomes.Select(outcome => new ActOutcomeBody(outcome.Id, outcome.Code is null, outcome.Code))],
        action.StartedAt, action.UpdatedAt);
}
