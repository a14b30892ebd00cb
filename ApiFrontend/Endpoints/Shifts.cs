using PosSaga.ReadModels;
using PosSaga.Registers;

namespace PosSaga.Api;

/// <summary>The cash drawer of a register: a shift is opened with a float and closed with what was counted.</summary>
internal static class Shifts
{
    public static void MapShifts(this IEndpointRouteBuilder api)
    {
        var registers = api.MapGroup("/registers").WithTags("Tills");
        registers.MapPost("/{id:id}/shifts", Open).WithName("openShift").WithSummary("Opens a shift with a float")
            .RequestExample(new OpenShiftBody(new(10_000, "CAD"))).CreatedExample(ShiftBody.Opened)
            .IdempotencyKeyHeader().PositionHeader().ProducesProblems(404, 409);
        registers.MapGet("/{id:id}/shift", Get).WithName("getShift")
            .WithSummary("The shift that is open, as it stands: an X report").ResponseExample(ShiftBody.Example)
            .ProducesProblems(404);
        registers.MapPost("/{id:id}/shift/movements", Move).WithName("moveCash")
            .WithSummary("Cash put into the drawer or taken out of it, beside sales")
            .RequestExample(new MoveCashBody(CashMovementKind.PaidOut, new(2_000, "CAD"), "window cleaner"))
            .CreatedExample(CashMovementBody.Example).IdempotencyKeyHeader().PositionHeader()
            .ProducesProblems(404, 409);
        registers.MapPost("/{id:id}/shift/close", Close).WithName("closeShift")
            .WithSummary("Closes the shift with what was counted: the Z report")
            .RequestExample(new CloseShiftBody(new(8_000, "CAD"))).ResponseExample(ShiftBody.Closed)
            .IdempotencyKeyHeader().PositionHeader().ProducesProblems(404, 409);
        api.MapGet("/z-reports", List).WithName("listZReports").WithTags("Tills")
            .WithSummary("Z reports, newest first").PageExample(ShiftBody.Closed).PositionCondition()
            .QueryParameter("storeId").InstantParameter("from", "Closed at or after")
            .InstantParameter("to", "Closed before");
    }

    private static Task<IResult> Open(
        string id, Body<OpenShiftBody> body, Idempotency key, Caller caller, IGrainFactory grains) => Made(
        Grain(id, caller, grains).OpenShift(
            new OpenShift(caller.Origin(id), body.Value.Float.ToMoney(), key.CommandKey, body.Fingerprint)),
        id, ShiftBody.Of);

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains)
    {
        if (await Grain(id, caller, grains).Get() is null)
            return WireResult.NotFound;
        return await Grain(id, caller, grains).CurrentShift() is { } shift
            ? WireResult.Ok(ShiftBody.Of(shift))
            : new ProblemResult(ProblemKind.NotFound, RegisterRefusals.ShiftNotOpen.Text)
            {
                Code = RegisterRefusals.ShiftNotOpen.Code,
            };
    }

    private static Task<IResult> Move(
        string id, Body<MoveCashBody> body, Idempotency key, Caller caller, IGrainFactory grains) => Made(
        Grain(id, caller, grains).MoveCash(new MoveCash(
            caller.Origin(id), body.Value.Kind, body.Value.Amount.ToMoney(), body.Value.Reason, key.CommandKey,
            body.Fingerprint)),
        id, CashMovementBody.Of);

    private static async Task<IResult> Close(
        string id, Body<CloseShiftBody> body, Idempotency key, Caller caller, IGrainFactory grains) =>
        WireResult.From(
            await Grain(id, caller, grains).CloseShift(
                new CloseShift(caller.Origin(id), body.Value.Counted.ToMoney(), key.CommandKey, body.Fingerprint)),
            ShiftBody.Of, _ => 0, keyed: true);

    private static async Task<IResult> List(
        ListQueryReader query, Caller caller, ZReportQueries reports, HttpContext http)
    {
        var filter = new ZReportFilter(
            query.Id("storeId"), query.Instant("from"), query.Instant("to"), caller.Scope.Listed);
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Tills);
        return WireResult.Page(
            await reports.List(caller.Tenant, filter, after, limit, http.RequestAborted), ShiftBody.Of);
    }

    private static async Task<IResult> Made<T, TBody>(Task<CommandResult<T>> asked, string id, Func<T, TBody> body)
    {
        var answer = await asked;
        if (answer.Refusal is { } refusal)
            return refusal.ToProblem() with { Replayed = answer.Replayed };
        return new WireResult<TBody>(StatusCodes.Status201Created, body(answer.Value!))
        {
            Location = $"/api/v1/registers/{id}/shift", Position = answer.Position, Replayed = answer.Replayed,
        };
    }

    private static IRegisterGrain Grain(string id, Caller caller, IGrainFactory grains) =>
        caller.Grain<IRegisterGrain>(grains, id);
}
