using PosSaga.Orders;
using PosSaga.ReadModels;
using PosSaga.Sagas;

namespace PosSaga.Api;

/// <summary>Orders: placing one is in PlaceOrder.cs.</summary>
internal static class Orders
{
    public static void MapOrders(this IEndpointRouteBuilder api)
    {
        var reading = api.MapGroup("/orders").WithTags("Orders");
        reading.MapGet("/{id:id}", Get).WithName("getOrder")
            .WithSummary("An order, always current").ResponseExample(OrderBody.Example).VersionHeaders().ProducesProblems(404);
        reading.MapGet("", List).WithName("listOrders")
            .WithSummary("Orders, newest first")
            .PageExample(OrderBody.Example with { Shipments = null, Cancellations = null }).PositionCondition()
            .QueryParameter<OrderStatus>("status").QueryParameter("storeId").QueryParameter("customerId")
            .InstantParameter("from", "Created at or after").InstantParameter("to", "Created before");

        var till = api.MapGroup("/orders").WithTags("Orders");
        till.MapPlaceOrder();
        till.MapPost("/{id:id}/ship", Ship).WithName("shipOrder")
            .WithSummary("Goods have left the store: the pieces of these lines, or without lines all that are left")
            .OptionalRequestExample(ShipOrderBody.Example).ResponseExample(OrderBody.ExampleShipped).IfMatchHeader()
            .IdempotencyKeyHeader().ProducesProblems(400, 404, 409, 422);
        till.MapPost("/{id:id}/deliver", Deliver).WithName("deliverOrder").WithSummary("The customer has the goods")
            .ResponseExample(OrderBody.Example with { Fulfilment = Fulfilment.Delivered }).IfMatchHeader().ProducesProblems(404, 409);
        till.MapPost("/{id:id}/cancel", Cancel).WithName("cancelOrder")
            .WithSummary("Takes back pieces that are not shipped and in no claim, or without lines all that are left, "
                + "and starts their refund: under the order's id, the next ones with a number. With nothing left, "
                + "refunds that failed are tried again")
            .RequestExample(new CancelOrderBody("Customer changed her mind", [new(Examples.Sku, 1)]))
            .PathParameterExample("id", Examples.OtherOrder).IfMatchHeader().IdempotencyKeyHeader()
            .ResponseExample(OrderBody.ExampleCancelled).ProducesProblems(400, 404, 409, 422);

        var operators = api.MapGroup("/orders").WithTags("Sagas");
        operators.MapPost("/{id:id}/retry", Retry).WithName("retryOrder").WithSummary("Operator: try the step again")
            .RequestExample(new ReasonBody("Gateway is back")).ResponseExample(OrderBody.Example).IfMatchHeader()
            .ProducesProblems(400, 404, 409);
        operators.MapPost("/{id:id}/compensate", Compensate).WithName("compensateOrder")
            .WithSummary("Operator: give up and undo; never once it is confirmed")
            .RequestExample(new ReasonBody("Customer left")).ResponseExample(OrderBody.Example).IfMatchHeader()
            .ProducesProblems(400, 404, 409);
        operators.MapPost("/{id:id}/resolve", Resolve).WithName("resolveOrder").WithSummary("Operator: settled by hand")
            .RequestExample(new ReasonBody("Voided in the gateway's console")).ResponseExample(OrderBody.Example).IfMatchHeader()
            .ProducesProblems(400, 404, 409);
    }

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains)
    {
        var saga = await caller.Grain<IOrderSagaGrain>(grains, id).Get();
        return saga is null ? WireResult.NotFound : await Composed(saga, 0, caller, grains);
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, OrderQueries orders, HttpContext http)
    {
        var filter = new OrderFilter(
            query.Choice<OrderStatus>("status")?.ToState(), query.Id("storeId"), query.Id("customerId"),
            query.Instant("from"), query.Instant("to"), caller.Scope.Listed);
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Orders);
        return WireResult.Page(
            await orders.List(caller.Tenant, filter, after, limit, http.RequestAborted), OrderBody.Of);
    }

    private static Task<IResult> Ship(
        string id, OptionalBody<ShipOrderBody> body, IfMatch seen, Idempotency key, Caller caller, IGrainFactory grains)
    {
        // Nothing said is the request that it was before there were parts.
        var asked = body.Given?.Value ?? new ShipOrderBody();
        return Fulfil(
            id, seen, caller, grains,
            (order, match) => order.Ship(new ShipOrder(
                caller.Origin(id), match, PiecesBody.ToPieces(asked.Lines), asked.Carrier, asked.Tracking,
                key.CommandKey, asked == new ShipOrderBody() ? null : body.Given!.Fingerprint)),
            key);
    }

    private static Task<IResult> Deliver(string id, IfMatch seen, Caller caller, IGrainFactory grains) =>
        Fulfil(id, seen, caller, grains, (order, match) => order.Deliver(new DeliverOrder(caller.Origin(id), match)));

    private static Task<IResult> Cancel(
        string id, Body<CancelOrderBody> body, IfMatch seen, Idempotency key, Caller caller, IGrainFactory grains) =>
        Fulfil(
            id, seen, caller, grains,
            (order, match) => order.Cancel(new CancelOrder(
                caller.Origin(id), body.Value.Reason, match, PiecesBody.ToPieces(body.Value.Lines), key.CommandKey,
                body.Fingerprint)),
            key);

    private static async Task<IResult> Fulfil(
        string id, IfMatch seen, Caller caller, IGrainFactory grains,
        Func<IOrderGrain, VersionCondition?, Task<CommandResult<OrderView>>> command, Idempotency? key = null)
    {
        // The saga first: an order that is still on its way is there, only not in a state to be shipped.
        if (await caller.Grain<IOrderSagaGrain>(grains, id).Get() is not { } saga)
            return WireResult.NotFound;
        // The tag counts the saga's events as well; the order decides on its own.
        var answer = await command(caller.Grain<IOrderGrain>(grains, id), seen.Condition?.Above(saga.Version));
        var isKeyed = key is { IsGiven: true };
        if (answer.Refusal is { Kind: RefusalKind.NotFound })
            return OrderRefusals.NotConfirmed(WireName.Of(OrderStatuses.Of(saga.State))).ToProblem();
        return answer.Refusal is { } refusal
            ? refusal.ToProblem() with { Replayed = isKeyed && answer.Replayed }
            : Result(saga, answer.Value!, answer.Position, isKeyed && answer.Replayed);
    }

    private static Task<IResult> Retry(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
        Operate(id, body, seen, caller, grains, (saga, command) => saga.Retry(command));

    private static Task<IResult> Compensate(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
        Operate(id, body, seen, caller, grains, (saga, command) => saga.Compensate(command));

    private static Task<IResult> Resolve(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
        Operate(id, body, seen, caller, grains, (saga, command) => saga.Resolve(command));

    private static async Task<IResult> Operate(
        string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains,
        Func<IOrderSagaGrain, OperatorCommand, Task<CommandResult<SagaView>>> command)
    {
        var saga = caller.Grain<IOrderSagaGrain>(grains, id);
        var match = seen.Condition;
        if (match is not null && await saga.Get() is { } present)
            match = match.Above(await OrderVersion(present, caller, grains));
        var answer = await command(saga, new OperatorCommand(caller.Origin(id), body.Value.Reason, match));
        return answer.Refusal is { } refusal
            ? refusal.ToProblem()
            : await Composed(answer.Value!, answer.Position, caller, grains);
    }

    private static async Task<long> OrderVersion(SagaView saga, Caller caller, IGrainFactory grains) =>
        HasOrder(saga) ? (await caller.Grain<IOrderGrain>(grains, saga.Id).Get())?.Version ?? 0 : 0;

    // Before its confirmation there is no order to ask for; no activation is made to hear so.
    private static bool HasOrder(SagaView saga) => saga.State is SagaState.OrderConfirmed or SagaState.Completed;

    private static async Task<IResult> Composed(SagaView saga, long position, Caller caller, IGrainFactory grains)
    {
        if (!HasOrder(saga))
            return Result(saga, null, position);
        return Result(saga, await caller.Grain<IOrderGrain>(grains, saga.Id).Get(), position);
    }

    // What the caller sees changes with either log, so the entity tag counts the events of both.
    private static WireResult<OrderBody> Result(
        SagaView saga, OrderView? order, long position, bool replayed = false)
    {
        var body = OrderBody.Of(saga, order);
        return new(StatusCodes.Status200OK, body)
        {
            Version = body.Version + (order?.Version ?? 0), Position = position, Replayed = replayed,
        };
    }
}
