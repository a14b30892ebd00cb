using PosSaga.Claims;
using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>Claims: what a customer complains about, from the counter to the closing. Lists are in
/// ClaimLists.cs.</summary>
internal static class Claims
{
    public static void MapClaims(this IEndpointRouteBuilder api)
    {
        var reading = api.MapGroup("/claims").WithTags("Claims");
        reading.MapGet("/{id:id}", Get).WithName("getClaim")
            .WithSummary("A claim, always current").ResponseExample(ClaimBody.Example).VersionHeaders()
            .ProducesProblems(400, 404)
            .InstantParameter("asOf", "The claim as it was at that time");
        reading.MapGet("/{id:id}/events", Events).WithName("listClaimEvents").WithSummary("A claim's log, oldest first")
            .PageExample(TimelineEntryBody.Example)
            .ProducesProblems(404);
        reading.MapGet("/{id:id}/refund/preview", Preview).WithName("previewRefund").WithSummary("What a refund would pay")
            .ResponseExample(RefundAmountsBody.Example).ProducesProblems(404, 409);

        api.MapPost("/claims", Create).WithName("createClaim")
            .WithTags("Claims").WithSummary("Opens a claim")
            .RequestExample(CreateClaimBody.Example).CreatedExample(ClaimBody.Example).VersionHeaders()
            .IdempotencyKeyHeader(Examples.ClaimKey)
            .ProducesProblems(400, 404, 409, 422);

        var counter = api.MapGroup("/claims").WithTags("Claims");
        counter.MapPost("/{id:id}/withdraw", Withdraw).WithName("withdrawClaim")
            .WithSummary("It was a mistake, or is no matter any more; never while it has a refund that has not failed")
            .PathParameterExample("id", Examples.OtherClaim).RequestExample(new ReasonBody("Opened for the wrong order"))
            .AnswersClaim(ClaimStatus.Withdrawn);

        var agents = api.MapGroup("/claims").WithTags("Claims");
        agents.MapPost("/{id:id}/assign", Assign).WithName("assignClaim").WithSummary("Gives the claim to an agent")
            .RequestExample(new AssignClaimBody("agent-7")).AnswersClaim(ClaimStatus.Assigned);
        agents.MapPost("/{id:id}/start", Start).WithName("startClaim")
            .WithSummary("The agent begins").AnswersClaim(ClaimStatus.InProgress);
        agents.MapPost("/{id:id}/resolve", Resolve).WithName("resolveClaim").WithSummary("The agent has found a resolution")
            .RequestExample(new ResolveClaimBody("Goods come back, money goes back.")).AnswersClaim(ClaimStatus.Resolved);
        agents.MapPost("/{id:id}/close", Close).WithName("closeClaim")
            .WithSummary("The claim is over").AnswersClaim(ClaimStatus.Closed);
        agents.MapPost("/{id:id}/reopen", Reopen).WithName("reopenClaim")
            .WithSummary("It is not over; never once it was closed with a refund")
            .RequestExample(new ReasonBody("It broke again")).AnswersClaim(ClaimStatus.Assigned);
        agents.MapPost("/{id:id}/refund", Refund).WithName("refundClaim")
            .WithSummary("Starts the claim's refund, once, and again after it failed; with what goes back beside the goods")
            .OptionalRequestExample(new RefundClaimBody(Goodwill: new(new(500, "CAD"), "Came late twice")))
            .AcceptedExample(new RefundStartedBody(ClaimBody.Example.Id)).ResponseExample(new RefundStartedBody(ClaimBody.Example.Id))
            .IfMatchHeader().IdempotencyKeyHeader().ProducesProblems(400, 404, 409, 412);
    }

    private static async Task<IResult> Create(
        Body<CreateClaimBody> body, Idempotency key, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        var command = body.Value.ToCommand(
            caller.Origin(body.Value.OrderId ?? key.Id), clock.GetUtcNow(), body.Fingerprint, key.IsGiven);
        var answer = await caller.Grain<IClaimGrain>(grains, key.Id).Create(command);
        return answer.Refusal is { } refusal
            ? refusal.ToProblem() with { Replayed = answer.Replayed }
            : new WireResult<ClaimBody>(StatusCodes.Status201Created, ClaimBody.Of(answer.Value!))
            {
                Location = "/api/v1/claims/" + key.Id,
                Position = answer.Position,
                Version = answer.Value!.Version,
                Replayed = answer.Replayed && key.IsGiven,
            };
    }

    private static async Task<IResult> Get(string id, ListQueryReader query, Caller caller, IGrainFactory grains)
    {
        var asOf = query.Instant("asOf");
        query.Throw();
        var claim = caller.Grain<IClaimGrain>(grains, id);
        if (asOf is { } moment)
            // No entity tag: nobody changes what was. Timestamps are shown to the microsecond, so that one covers all
            // of it: what a claim says of its own time finds the claim.
            return WireResult.Found(
                await claim.GetAsOf(moment.AddTicks(TimeSpan.TicksPerMicrosecond - 1)),
                ClaimBody.Of, _ => 0);
        return WireResult.Found(await claim.Get(), ClaimBody.Of, view => view.Version);
    }

    private static async Task<IResult> Events(
        string id, ListQueryReader query, Caller caller, IGrainFactory grains, LogQueries logs, HttpContext http)
    {
        var (after, limit) = query.Page();
        if (await caller.Grain<IClaimGrain>(grains, id).Get() is null)
            return WireResult.NotFound;
        return WireResult.Page(
            await logs.Of("claim/" + GrainKeys.Of(caller.Tenant, id), after, limit, http.RequestAborted),
            TimelineEntryBody.Of);
    }

    private static async Task<IResult> Preview(string id, Caller caller, IGrainFactory grains)
    {
        var answer = await caller.Grain<IClaimGrain>(grains, id).PreviewRefund();
        return answer.Refusal is { } refusal ? refusal.ToProblem() : WireResult.Ok(RefundAmountsBody.Of(answer.Value!));
    }

    private static Task<IResult> Assign(
        string id, Body<AssignClaimBody> body, IfMatch seen, Idempotency key, Caller caller, IGrainFactory grains,
        TimeProvider clock) =>
        Run(id, key, caller, grains, claim => claim.Assign(new AssignClaim(
            caller.Origin(id), clock.GetUtcNow(), body.Value.AgentId, seen.Condition, key.CommandKey,
            body.Fingerprint)));

    private static Task<IResult> Start(
        string id, IfMatch seen, Idempotency key, Caller caller, IGrainFactory grains, TimeProvider clock) =>
        Run(id, key, caller, grains, claim => claim.Start(new StartClaim(
            caller.Origin(id), clock.GetUtcNow(), seen.Condition, key.CommandKey)));

    private static Task<IResult> Resolve(
        string id, Body<ResolveClaimBody> body, IfMatch seen, Idempotency key, Caller caller, IGrainFactory grains,
        TimeProvider clock) =>
        Run(id, key, caller, grains, claim => claim.Resolve(new ResolveClaim(
            caller.Origin(id), clock.GetUtcNow(), body.Value.Resolution, seen.Condition, key.CommandKey,
            body.Fingerprint)));

    private static Task<IResult> Close(
        string id, IfMatch seen, Idempotency key, Caller caller, IGrainFactory grains, TimeProvider clock) =>
        Run(id, key, caller, grains, claim => claim.Close(new CloseClaim(
            caller.Origin(id), clock.GetUtcNow(), seen.Condition, key.CommandKey)));

    private static Task<IResult> Reopen(
        string id, Body<ReasonBody> body, IfMatch seen, Idempotency key, Caller caller, IGrainFactory grains,
        TimeProvider clock) =>
        Run(id, key, caller, grains, claim => claim.Reopen(new ReopenClaim(
            caller.Origin(id), clock.GetUtcNow(), body.Value.Reason, seen.Condition, key.CommandKey,
            body.Fingerprint)));

    private static Task<IResult> Withdraw(
        string id, Body<ReasonBody> body, IfMatch seen, Idempotency key, Caller caller, IGrainFactory grains,
        TimeProvider clock) =>
        Run(id, key, caller, grains, claim => claim.Withdraw(new WithdrawClaim(
            caller.Origin(id), clock.GetUtcNow(), body.Value.Reason, seen.Condition, key.CommandKey,
            body.Fingerprint)));

    private static async Task<IResult> Refund(
        string id, OptionalBody<RefundClaimBody> body, IfMatch seen, Idempotency key, Caller caller,
        IGrainFactory grains, TimeProvider clock)
    {
        // Nothing beside the goods is the request that it was before there were extras.
        var extras = body.Given?.Value.Extras;
        var answer = await caller.Grain<IClaimGrain>(grains, id).Refund(new RefundClaim(
            caller.Origin(id), clock.GetUtcNow(), seen.Condition, key.CommandKey,
            extras is null ? null : body.Given!.Fingerprint, extras));
        if (answer.Refusal is { } refusal)
            return refusal.ToProblem() with { Replayed = answer.Replayed };
        // The same request again hears its first answer; another one hears of the refund that exists.
        var sameRequest = answer.Replayed && key.IsGiven && answer.Value!.RefundKey == key.Id;
        return new WireResult<RefundStartedBody>(
            answer.Replayed && !sameRequest ? StatusCodes.Status200OK : StatusCodes.Status202Accepted,
            new RefundStartedBody(answer.Value!.RefundId!))
        {
            Location = "/api/v1/refunds/" + answer.Value.RefundId,
            Position = answer.Position,
            Version = answer.Value.Version,
            Replayed = sameRequest,
        };
    }

    private static async Task<IResult> Run(
        string id, Idempotency key, Caller caller, IGrainFactory grains,
        Func<IClaimGrain, Task<CommandResult<ClaimView>>> command)
    {
        var answer = await command(caller.Grain<IClaimGrain>(grains, id));
        return WireResult.From(
            answer, ClaimBody.Of, view => view.Version, keyed: key.IsGiven);
    }

    private static RouteHandlerBuilder AnswersClaim(this RouteHandlerBuilder route, ClaimStatus status) =>
        route.ResponseExample(ClaimBody.Example with { Status = status }).IfMatchHeader().IdempotencyKeyHeader()
            .ProducesProblems(400, 404, 409, 412);
}
