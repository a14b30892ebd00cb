using System.Diagnostics;
using PosSaga.ReadModels;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.Api;

/// <summary>Sales at tills: one request, one sale. Waited for like an order.</summary>
internal static class Sales
{
    private static readonly TimeSpan MaxSlice = TimeSpan.FromSeconds(10);

    public static void MapSales(this IEndpointRouteBuilder api)
    {
        var sales = api.MapGroup("/sales").WithTags("Tills");
        sales.MapPost("", Sell).WithName("sell").WithSummary("Sells at a till, and waits for the end")
            .RequestExample(SellBody.Example).CreatedExample(SaleBody.Example)
            .AcceptedExample(SaleBody.Example with
            {
                Status = SaleStatus.Pending, Number = null, Receipt = null,
            })
            .VersionHeaders().ResponseHeader("Preference-Applied", "The wait that was heard")
            .IdempotencyKeyHeader(Examples.SaleKey)
            .HeaderParameter("Prefer", "wait=N: seconds to wait for the end, 0 to 30, default 10")
            .ProducesProblems(400, 402, 409, 422);
        sales.MapGet("", List).WithName("listSales").WithSummary("Sales, newest first")
            .PageExample(SaleBody.Example).PositionCondition()
            .QueryParameter("storeId").QueryParameter("registerId").QueryParameter("cashierId")
            .QueryParameter("number").QueryParameter<SaleStatus>("status")
            .InstantParameter("from", "Made at or after").InstantParameter("to", "Made before");
        sales.MapGet("/{id:id}", Get).WithName("getSale").WithSummary("A sale, always current")
            .ResponseExample(SaleBody.Example).VersionHeaders()
            .ProducesProblems(404);
        sales.MapGet("/{id:id}/receipt", GetReceipt).WithName("getReceipt")
            .WithSummary("The receipt, as JSON or, asked for text/plain, as the till prints it")
            .ResponseExample(SaleBody.Example.Receipt!).ProducesProblems(404);
        sales.MapPost("/{id:id}/void", Void).WithName("voidSale")
            .WithSummary("Gives a sale back within its shift, and waits for the end")
            .RequestExample(new ReasonBody("rung up twice"))
            .ResponseExample(SaleBody.Example with { Status = SaleStatus.Voided })
            .AcceptedExample(SaleBody.Example with { Status = SaleStatus.Pending })
            .ResponseHeader("Preference-Applied", "The wait that was heard").IfMatchHeader()
            .HeaderParameter("Prefer", "wait=N: seconds to wait for the end, 0 to 30, default 10")
            .ProducesProblems(404, 409);
        Operator(sales, "retry", "retrySale", "Tries again what a sale waits for", (sale, ask) => sale.Retry(ask));
        Operator(
            sales, "compensate", "compensateSale", "Gives a sale up and undoes it",
            (sale, ask) => sale.Compensate(ask));
        Operator(
            sales, "resolve", "resolveSale", "Says that a person has settled the step that a sale is stuck at",
            (sale, ask) => sale.Resolve(ask));
    }

    private static void Operator(
        RouteGroupBuilder sales, string verb, string name, string summary,
        Func<ISaleGrain, OperatorCommand, Task<CommandResult<SaleView>>> command) =>
        sales.MapPost("/{id:id}/" + verb, async (
                string id, Body<ReasonBody> body, IfMatch seen, Caller caller, IGrainFactory grains) =>
            {
                var sale = caller.Grain<ISaleGrain>(grains, id);
                if (await sale.Get() is null)
                    return WireResult.NotFound;
                return WireResult.From(
                    await command(sale, new OperatorCommand(caller.Origin(id), body.Value.Reason, seen.Condition)),
                    SaleBody.Of, view => view.Version);
            })
            .WithName(name).WithSummary(summary)
            .RequestExample(new ReasonBody("seen in the gateway's console")).ResponseExample(SaleBody.Example)
            .IfMatchHeader().ProducesProblems(404, 409);

    private static async Task<IResult> Sell(
        Body<SellBody> body, Idempotency key, PreferWait wait, Caller caller, IGrainFactory grains, HttpContext http)
    {
        if (body.Value.Unsupported() is { } what)
            return SaleRefusals.NotSupported(what).ToProblem();
        if (body.Value.Id is not null && key.IsGiven)
            throw RequestFault.Field("id", "is the sale's key already; give no Idempotency-Key beside it");
        var id = body.Value.Id ?? key.Id;
        var sale = caller.Grain<ISaleGrain>(grains, id);
        var started = await sale.Start(body.Value.ToCommand(caller.Origin(id), caller.Subject, body.Fingerprint));
        if (started.Refusal is { } refusal)
            return refusal.ToProblem();
        var view = await WaitForEnd(sale, started.Value!, TimeSpan.FromSeconds(wait.Seconds), http.RequestAborted);
        if (started.Replayed)
            http.Response.Headers[Idempotency.ReplayedHeader] = "true";
        return Outcome(view, Math.Max(view.Position, started.Position), http);
    }

    private static async Task<IResult> Void(
        string id, Body<ReasonBody> body, IfMatch seen, PreferWait wait, Caller caller, IGrainFactory grains,
        HttpContext http)
    {
        var sale = caller.Grain<ISaleGrain>(grains, id);
        var started = await sale.Void(new VoidSale(caller.Origin(id), body.Value.Reason, seen.Condition));
        if (started.Refusal is { } refusal)
            return refusal.ToProblem();
        var view = await WaitForEnd(sale, started.Value!, TimeSpan.FromSeconds(wait.Seconds), http.RequestAborted);
        return new WireResult<SaleBody>(
            view.Voided ? StatusCodes.Status200OK : StatusCodes.Status202Accepted, SaleBody.Of(view))
        {
            Location = view.Voided ? null : "/api/v1/sales/" + id,
            Position = Math.Max(view.Position, started.Position), Version = view.Version,
        };
    }

    private static async Task<SaleView> WaitForEnd(
        ISaleGrain sale, SaleView view, TimeSpan patience, CancellationToken aborted)
    {
        var since = Stopwatch.GetTimestamp();
        while (!view.StateFinal && view.State != SagaState.NeedsOperator && view.Failure is null
            && patience - Stopwatch.GetElapsedTime(since) is var left && left > TimeSpan.Zero)
            view = await sale.WaitForEnd(left < MaxSlice ? left : MaxSlice).WaitAsync(aborted) ?? view;
        return view;
    }

    private static IResult Outcome(SaleView sale, long position, HttpContext http)
    {
        // Once it fails nothing is sold, however long the undoing takes.
        if (sale.State == SagaState.Failed || (sale is { StateFinal: false, Failure: not null }))
        {
            http.Response.Headers[JournalPosition.Header] = JournalPosition.Write(position);
            return new ProblemResult(
                Refusals.OfFailedSale(sale.Failure?.Kind ?? RefusalKind.OrderFailed), sale.Failure?.Detail)
            {
                Code = sale.Failure?.Reason,
                Reason = sale.Failure?.Reason ?? "resolved-by-operator",
                Settled = sale.StateFinal,
            };
        }

        return new WireResult<SaleBody>(
            sale.State == SagaState.Completed ? StatusCodes.Status201Created : StatusCodes.Status202Accepted,
            SaleBody.Of(sale))
        {
            Location = "/api/v1/sales/" + sale.Id, Position = position, Version = sale.Version,
        };
    }

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains) =>
        WireResult.Found(await caller.Grain<ISaleGrain>(grains, id).Get(), SaleBody.Of, sale => sale.Version);

    private static async Task<IResult> GetReceipt(string id, Caller caller, IGrainFactory grains, HttpContext http)
    {
        if (await caller.Grain<ISaleGrain>(grains, id).Get() is not { } sale
            || SaleBody.Of(sale).Receipt is not { } receipt)
            return WireResult.NotFound;
        return http.Request.Headers.Accept.ToString().Contains("text/plain", StringComparison.OrdinalIgnoreCase)
            ? Results.Text(receipt.Text, "text/plain", System.Text.Encoding.UTF8)
            : WireResult.Ok(receipt);
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, SaleQueries sales, HttpContext http)
    {
        (IReadOnlyList<SagaState>? States, bool? Voided) status =
            query.Choice<SaleStatus>("status") is { } asked ? SaleStatuses.Filter(asked) : default;
        var filter = new SaleFilter(
            query.Id("storeId"), query.Id("registerId"), query.Id("cashierId"), query.Text("number"),
            query.Instant("from"), query.Instant("to"), status.States, status.Voided, caller.Scope.Listed);
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Sales);
        return WireResult.Page(
            await sales.List(caller.Tenant, filter, after, limit, http.RequestAborted), SaleBody.Of);
    }
}
