using PosSaga.ReadModels;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>Orders' sagas as operators see them: what stands where, since when, and why.</summary>
internal static class Sagas
{
    public static void MapSagas(this IEndpointRouteBuilder api)
    {
        var sagas = api.MapGroup("/sagas").WithTags("Sagas");
        sagas.MapGet("", List).WithName("listSagas")
            .WithSummary("Orders' sagas, newest first").PageExample(SagaBody.Example).PositionCondition().TakesFilter();
        sagas.MapGet("/groups", Groups).WithName("listSagaGroups")
            .WithSummary("The same by state, step and reason, with counts; largest first")
            .ResponseExample(new SagaGroupListBody([SagaGroupBody.Example])).PositionCondition().TakesFilter();
        sagas.MapSagaActions();
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, SagaQueries sagas, HttpContext http)
    {
        var filter = Filter(query);
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Orders);
        return WireResult.Page(await sagas.List(caller.Tenant, filter, after, limit, http.RequestAborted), SagaBody.Of);
    }

    private static async Task<IResult> Groups(ListQueryReader query, Caller caller, SagaQueries sagas, HttpContext http)
    {
        var filter = Filter(query);
        query.Throw();
        await JournalPosition.WaitFor(http, Models.Orders);
        var groups = await sagas.Groups(caller.Tenant, filter, http.RequestAborted);
        return WireResult.Ok(new SagaGroupListBody([.. groups.Select(SagaGroupBody.Of)]));
    }

    private static RouteHandlerBuilder TakesFilter(this RouteHandlerBuilder route) => route
        .QueryParameter<SagaStanding>("state").QueryParameter<SagaStep>("step").QueryParameter("reason").QueryParameter("storeId")
        .QueryParameter("customerId").QueryParameter("olderThan", "Has not moved for so long, such as 30s")
        .InstantParameter("from", "Created at or after").InstantParameter("to", "Created before");

    private static SagaFilter Filter(ListQueryReader query) => new(
        query.Choice<SagaStanding>("state"), query.Choice<SagaStep>("step"), query.Id("storeId"),
        query.Duration("olderThan"), query.Text("reason"), query.Id("customerId"), query.Instant("from"),
        query.Instant("to"));
}

/// <summary>Sagas that stand at the same step for the same reason. <paramref name="Since"/>: the first of
/// them.</summary>
internal sealed record SagaGroupBody(
    OrderStatus State, SagaStep Step, string? Reason, bool Waiting, long Count, DateTimeOffset Since)
{
    public static SagaGroupBody Example { get; } = new(
        OrderStatus.CompensatingPayment, SagaStep.ProcessPayment, "gateway-timeout", true, 31,
        OrderBody.Example.CreatedAt);

    public static SagaGroupBody Of(SagaGroup group) => new(
        OrderStatuses.Of(group.State), group.Step, group.Reason, group.Waiting, group.Count, group.Oldest);
}

internal sealed record SagaGroupListBody(IReadOnlyList<SagaGroupBody> Items);

/// <summary>An outage that is being waited out: nobody has to act.</summary>
internal sealed record WaitingBody(DateTimeOffset Since, DateTimeOffset NextAttempt, string? LastError);

/// <summary>What a person has to decide.</summary>
internal sealed record NeedsOperatorBody(string? Reason);

/// <summary><paramref name="Since"/>: when it came to where it stands. <paramref name="Attempts"/>: at that
/// step.</summary>
internal sealed record SagaBody(
    string OrderId, OrderStatus State, SagaStep Step, string? StoreId, DateTimeOffset Since, int Attempts,
    string? LastError, FailureBody? Failure, WaitingBody? Waiting, NeedsOperatorBody? NeedsOperator,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    public static SagaBody Example { get; } = new(
        OrderBody.Example.Id, OrderStatus.CompensatingPayment, SagaStep.ProcessPayment, "1",
        OrderBody.Example.CreatedAt, 3, "gateway-timeout",
        new(SagaStep.ProcessPayment, "payment-outcome-unknown"),
        new(OrderBody.Example.CreatedAt, OrderBody.Example.UpdatedAt.AddMinutes(1), "gateway-timeout"), null,
        OrderBody.Example.CreatedAt, OrderBody.Example.UpdatedAt);

    public static SagaBody Of(SagaSummary saga) => new(
        saga.OrderId, OrderStatuses.Of(saga.State), saga.Step, saga.StoreId, saga.Since, saga.Attempts, saga.LastError,
        FailureBody.Of(saga.Failure),
        saga is { WaitingSince: { } since, NextAttempt: { } next } ? new(since, next, saga.LastError) : null,
        saga.State == SagaState.NeedsOperator ? new(saga.LastError) : null, saga.CreatedAt, saga.UpdatedAt);
}
