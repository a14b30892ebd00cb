using PosSaga.OperatorActions;
using PosSaga.ReadModels;
using PosSaga.Refunds;

namespace PosSaga.Api;

/// <summary>An operator looks at many refunds and acts on them: all that a filter finds, or those that are
/// named.</summary>
internal static class RefundActions
{
    public static void MapRefundActions(this IEndpointRouteBuilder api)
    {
        var refunds = api.MapGroup("/refunds").WithTags("Refunds");
        refunds.MapGet("/groups", Groups).WithName("listRefundGroups")
            .WithSummary("Refunds that are not completed by status and reason, with counts; largest first")
            .ResponseExample(new RefundGroupListBody([RefundGroupBody.Example])).PositionCondition()
            .QueryParameter<RefundStatus>("status").QueryParameter("reason")
            .QueryParameter("olderThan", "Has not moved for so long, such as 30s")
            .InstantParameter("from", "Asked for at or after").InstantParameter("to", "Asked for before")
            .FlagParameter("waiting", "Only those that wait out an outage");
        refunds.MapPost("/actions", Start).WithName("actOnRefunds")
            .WithSummary("Operator: retry or resolve many; each is recorded with who and why")
            .RequestExample(RefundActionStartBody.Example).TakesManyIds().IdempotencyKeyHeader(Examples.RefundActionKey)
            .ResponseExample(new ActionStartedBody(null, 31))
            .PositionHeader().AcceptedExample(new ActionStartedBody(RefundActionBody.Example.ActionId, 31));
        refunds.MapGet("/actions/{id:id}", Get).WithName("getRefundAction")
            .WithSummary("How far it is, and what came of each").PathParameterExample("id", RefundActionBody.Example.ActionId)
            .ResponseExample(RefundActionBody.Example).ProducesProblems(404);
    }

    private static async Task<IResult> Groups(ListQueryReader query, Caller caller, RefundQueries refunds, HttpContext http)
    {
        var filter = new RefundGroupFilter(
            query.Choice<RefundStatus>("status"), query.Text("reason"), query.Duration("olderThan"),
            query.Instant("from"), query.Instant("to"), query.Flag("waiting"));
        query.Throw();
        await JournalPosition.WaitFor(http, Models.Refunds);
        var groups = await refunds.Groups(caller.Tenant, filter, http.RequestAborted);
        return WireResult.Ok(new RefundGroupListBody([.. groups.Select(RefundGroupBody.Of)]));
    }

    private static Task<IResult> Start(
        Body<RefundActionStartBody> body, Idempotency key, Caller caller, RefundQueries refunds, IGrainFactory grains,
        HttpContext http) =>
        BulkActions.Start(
            ActionSubject.Refunds, body.Value.Action == RefundAct.Retry ? OperatorAct.Retry : OperatorAct.Resolve,
            body.Value, body.Fingerprint, key, caller, grains, "/api/v1/refunds/actions/", () => refunds.Ids(
                caller.Tenant, body.Value.Filter!.ToFilter(), StartOperatorAction.IdsMax, http.RequestAborted));

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains) =>
        await caller.Grain<IOperatorActionGrain>(grains, id).Get() is { Subject: ActionSubject.Refunds } action
            ? WireResult.Ok(RefundActionBody.Of(action))
            : WireResult.NotFound;
}

/// <summary>Refunds that stand at the same for the same reason. <paramref name="Since"/>: the first of them has not
/// moved since then.</summary>
/// <param name="Waiting">For the end of an outage; nobody has to act.</param>
internal sealed record RefundGroupBody(
    RefundStatus Status, string? Reason, bool Waiting, long Count, DateTimeOffset Since)
{
    public static RefundGroupBody Example { get; } =
        new(RefundStatus.Restocked, "gateway-timeout", true, 31, OrderBody.Example.CreatedAt);

    public static RefundGroupBody Of(RefundGroup group) =>
        new(group.Status, group.Reason, group.Waiting, group.Count, group.Oldest);
}

internal sealed record RefundGroupListBody(IReadOnlyList<RefundGroupBody> Items);

/// <summary>What an operator can ask of many refunds.</summary>
internal enum RefundAct { Retry, Resolve }

/// <summary>Which refunds; all that is given has to be true. Completed ones only where asked for.</summary>
internal sealed record RefundFilterBody(RefundStatus? Status = null, string? Reason = null, string? OlderThan = null)
{
    public void Check(ValidationErrors faults)
    {
        if (this == new RefundFilterBody())
            BulkActions.MustSayWhich(faults);
        faults.Text("filter.reason", Reason, ListQueryReader.MaxTextLength);
        if (OlderThan is not null && !Durations.TryParse(OlderThan, out _))
            faults.Add("filter.olderThan", "must be a number with a unit, such as 30s, 10m, 2h");
    }

    public RefundGroupFilter ToFilter() =>
        new(Status, Reason, Durations.TryParse(OlderThan ?? "", out var age) ? age : null);
}

/// <summary><paramref name="Reason"/>: why the operator does it. <paramref name="DryRun"/>: only counts.</summary>
internal sealed record RefundActionStartBody(
    RefundAct Action, string Reason, RefundFilterBody? Filter = null, IReadOnlyList<string>? Ids = null,
    bool? DryRun = null) : IActionBody
{
    public static RefundActionStartBody Example { get; } = new(
        RefundAct.Retry, "The gateway is back", new RefundFilterBody(RefundStatus.NeedsOperator, "unanswered-for-a-day"));

    public void Check(ValidationErrors faults)
    {
        BulkActions.Check(faults, this, Filter is not null);
        Filter?.Check(faults);
    }
}

/// <summary><paramref name="Code"/>: why it was not done; null where it was.</summary>
internal sealed record RefundActOutcomeBody(string RefundId, bool Done, string? Code);

internal sealed record RefundActionBody(
    string ActionId, RefundAct Action, string Reason, string By, bool Finished, int Matched, int Done, int Refused,
    IReadOnlyList<RefundActOutcomeBody> Outcomes, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt)
{
    public static RefundActionBody Example { get; } = new(
        Examples.RefundAction, RefundAct.Retry, "The gateway is back", "demo-ops", true, 2, 1, 1,
        [new(Examples.Claim, true, null), new(Examples.OtherOrder, false, "refund-already-paid")],
        OrderBody.Example.CreatedAt, OrderBody.Example.UpdatedAt);

    public static RefundActionBody Of(OperatorActionView action) => new(
        action.Id, action.Act == OperatorAct.Retry ? RefundAct.Retry : RefundAct.Resolve, action.Reason, action.By, action.IsDone, action.Matched,
        action.Outcomes.Count(outcome => outcome.Code is null),
        action.Outcomes.Count(outcome => outcome.Code is not null),
        [
            .. action.Outcomes.Select(
                outcome => new RefundActOutcomeBody(outcome.Id, outcome.Code is null, outcome.Code)),
        ],
        action.StartedAt, action.UpdatedAt);
}
