using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>Orders: placing one is in PlaceOrder.cs.</summary>
internal static class Orders
{
    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        var reading = api.MapGroup("/orders").WithTags("Orders").RequireAuthorization(Roles.Reader);
        reading.MapGet("/{id:id}", Get).Says("An order, always current").Answers(OrderBody.Example).Refuses(404);
        reading.MapGet("", List).Says("Orders, newest first").AnswersPage(OrderBody.Example).FreshAfter()
            .TakesQuery<OrderStatus>("status").TakesQuery("storeId").TakesQuery("customerId")
            .TakesInstant("from", "Created at or after").TakesInstant("to", "Created before");

        var till = api.MapGroup("/orders").WithTags("Orders").RequireAuthorization(Roles.Store);
        till.MapPlaceOrder();
        till.MapPost("/{id:id}/ship", Ship).Says("The goods have left the store")
            .Answers(OrderBody.Example with { Fulfilment = Fulfilment.Shipped }).Refuses(404, 409);
        till.MapPost("/{id:id}/deliver", Deliver).Says("The customer has the goods")
            .Answers(OrderBody.Example with { Fulfilment = Fulfilment.Delivered }).Refuses(404, 409);
        till.MapPost("/{id:id}/cancel", Cancel)
            .Says("Takes the order back before it is shipped, and starts its refund under the order's id")
            .Takes(new ReasonBody("Customer changed her mind"))
            .Answers(OrderBody.Example with { Fulfilment = Fulfilment.Cancelled }).Refuses(400, 404, 409);

        var operators = api.MapGroup("/orders").WithTags("Sagas").RequireAuthorization(Roles.Ops);
        operators.MapPost("/{id:id}/retry", Retry).Says("Operator: try the step again")
            .Takes(new ReasonBody("Gateway is back")).Answers(OrderBody.Example).Refuses(400, 404, 409);
        operators.MapPost("/{id:id}/compensate", Compensate)
            .Says("Operator: give up and undo; never once it is confirmed")
            .Takes(new ReasonBody("Customer left")).Answers(OrderBody.Example).Refuses(400, 404, 409);
        operators.MapPost("/{id:id}/resolve", Resolve).Says("Operator: settled by hand")
            .Takes(new ReasonBody("Voided in the gateway's console")).Answers(OrderBody.Example).Refuses(400, 404, 409);
    }

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains)
    {
        var saga = await caller.Grain<IOrderSagaGrain>(grains, id).Get();
        return saga is null ? WireResult.NotFound : await Composed(saga, 0, caller, grains);
    }

    private static async Task<IResult> List(Query query, Caller caller, IOrderQueries orders, HttpContext http)
    {
        var filter = new OrderFilter(
            query.Choice<OrderStatus>("status")?.ToState(), query.Id("storeId"), query.Id("customerId"),
            query.Instant("from"), query.Instant("to"));
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Orders);
        return WireResult.Page(
            await orders.List(caller.Tenant, filter, after, limit, http.RequestAborted), OrderBody.Of);
    }

    private static Task<IResult> Ship(string id, Caller caller, IGrainFactory grains) =>
        Fulfil(id, caller, grains, order => order.Ship(new ShipOrder(caller.Origin(id))));

    private static Task<IResult> Deliver(string id, Caller caller, IGrainFactory grains) =>
        Fulfil(id, caller, grains, order => order.Deliver(new DeliverOrder(caller.Origin(id))));

    private static Task<IResult> Cancel(string id, Body<ReasonBody> body, Caller caller, IGrainFactory grains) =>
        Fulfil(id, caller, grains, order => order.Cancel(new CancelOrder(caller.Origin(id), body.Value.Reason)));

    private static async Task<IResult> Fulfil(
        string id, Caller caller, IGrainFactory grains, Func<IOrderGrain, Task<Answer<OrderView>>> command)
    {
        // The saga first: an order that is still on its way is there, only not in a state to be shipped.
        if (await caller.Grain<IOrderSagaGrain>(grains, id).Get() is not { } saga)
            return WireResult.NotFound;
        var answer = await command(caller.Grain<IOrderGrain>(grains, id));
        if (answer.Refusal is { Kind: RefusalKind.NotFound } unconfirmed)
            return new ProblemResult(ProblemKind.InvalidState, NotConfirmed(saga)) { Code = unconfirmed.Code };
        return answer.Refusal is { } refusal
            ? refusal.ToProblem()
            : Result(saga, answer.Value!.Fulfilment, answer.Value.Version, answer.Position);
    }

    private static string NotConfirmed(SagaView saga) =>
        $"The order is {WireName.Of(OrderStatuses.Of(saga.State))}, not confirmed.";

    private static Task<IResult> Retry(string id, Body<ReasonBody> body, Caller caller, IGrainFactory grains) =>
        Operate(id, body, caller, grains, (saga, command) => saga.Retry(command));

    private static Task<IResult> Compensate(string id, Body<ReasonBody> body, Caller caller, IGrainFactory grains) =>
        Operate(id, body, caller, grains, (saga, command) => saga.Compensate(command));

    private static Task<IResult> Resolve(string id, Body<ReasonBody> body, Caller caller, IGrainFactory grains) =>
        Operate(id, body, caller, grains, (saga, command) => saga.Resolve(command));

    private static async Task<IResult> Operate(
        string id, Body<ReasonBody> body, Caller caller, IGrainFactory grains,
        Func<IOrderSagaGrain, OperatorCommand, Task<Answer<SagaView>>> command)
    {
        var answer = await command(
            caller.Grain<IOrderSagaGrain>(grains, id), new OperatorCommand(caller.Origin(id), body.Value.Reason));
        return answer.Refusal is { } refusal
            ? refusal.ToProblem()
            : await Composed(answer.Value!, answer.Position, caller, grains);
    }

    private static async Task<IResult> Composed(SagaView saga, long position, Caller caller, IGrainFactory grains)
    {
        // Before its confirmation there is no order to ask for; no activation is made to hear so.
        if (saga.State is not (SagaState.OrderConfirmed or SagaState.Completed))
            return Result(saga, Fulfilment.None, 0, position);
        var order = await caller.Grain<IOrderGrain>(grains, saga.Id).Get();
        return Result(saga, order?.Fulfilment ?? Fulfilment.None, order?.Version ?? 0, position);
    }

    // What the caller sees changes with either log, so the entity tag counts the events of both.
    private static WireResult<OrderBody> Result(SagaView saga, Fulfilment fulfilment, long orderVersion, long position)
    {
        var body = OrderBody.Of(saga, fulfilment);
        return new(StatusCodes.Status200OK, body) { Version = body.Version + orderVersion, Position = position };
    }
}
