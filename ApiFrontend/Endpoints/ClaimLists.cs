using System.Text.Json.Serialization;
using PosSaga.Claims;
using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>Claims found, and claims counted.</summary>
internal static class ClaimLists
{
    public static void MapClaimLists(this IEndpointRouteBuilder api)
    {
        var lists = api.MapGroup("/claims").WithTags("Claims");
        lists.MapGet("", List).WithName("listClaims")
            .WithSummary("Claims, newest first").PageExample(ClaimBody.Example).PositionCondition()
            .QueryParameter<WireClaimStatus>("status").QueryParameter<ClaimType>("type").QueryParameter("customerId")
            .QueryParameter("agentId", "Whose it is now")
            .QueryParameter(
                "q", "Words, each the beginning of one in description, resolution, customer, order or SKU; of what "
                + "stands together, like an id, only the last is a beginning");
        lists.MapGet("/stats", Stats).WithName("getClaimStats").WithSummary("Claims counted by type, customer or agent")
            .PageExample(ClaimStatsBody.Example).PositionCondition().QueryParameter<ClaimsBy>("by", isRequired: true);
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, ClaimQueries claims, HttpContext http)
    {
        var filter = new ClaimFilter(
            (ClaimStatus?)query.Choice<WireClaimStatus>("status"), query.Choice<ClaimType>("type"),
            query.Id("customerId"), query.Id("agentId"), query.Text("q"), caller.Scope.Listed);
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Claims);
        return WireResult.Page(
            await claims.List(caller.Tenant, filter, after, limit, http.RequestAborted), ClaimBody.Of);
    }

    private static async Task<IResult> Stats(ListQueryReader query, Caller caller, ClaimStatistics counted, HttpContext http)
    {
        var by = query.Needed<ClaimsBy>("by");
        var (after, limit) = query.Page();
        await JournalPosition.WaitFor(http, Models.Claims);
        return by switch
        {
            ClaimsBy.Customer => WireResult.Page(
                await counted.ByCustomer(caller.Tenant, after, limit, http.RequestAborted), ClaimStatsBody.Of),
            ClaimsBy.Agent => WireResult.Page(
                await counted.ByAgent(caller.Tenant, after, limit, http.RequestAborted), ClaimStatsBody.Of),
            _ => WireResult.Page(
                new Page<TypeStatistics>(await counted.ByType(caller.Tenant, http.RequestAborted), null),
                ClaimStatsBody.Of),
        };
    }
}

internal enum ClaimsBy { Type, Customer, Agent }

/// <summary>Without the one that no claim ever shows.</summary>
internal enum WireClaimStatus
{
    Created = ClaimStatus.Created,
    Assigned = ClaimStatus.Assigned,
    InProgress = ClaimStatus.InProgress,
    Resolved = ClaimStatus.Resolved,
    Closed = ClaimStatus.Closed,
    Withdrawn = ClaimStatus.Withdrawn,
}

/// <summary>By type: the total and how many are in each status. By customer: total, active (neither resolved nor
/// closed nor withdrawn), resolved, closed, withdrawn, when they last complained. By agent: how many are theirs now,
/// active and resolved among them (closed ones included), when they were last given one.</summary>
internal sealed record ClaimStatsBody
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public ClaimType? Type { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? CustomerId { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public string? AgentId { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Total { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Active { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Created { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Assigned { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? InProgress { get; init; }
    public int Resolved { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Closed { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public int? Withdrawn { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? LastClaimAt { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] public DateTimeOffset? LastAssignedAt { get; init; }

    public static ClaimStatsBody Example { get; } =
        Of(new TypeStatistics(ClaimType.ProductDefect, 21, 1, 2, 3, 4, 5, 6));

    public static ClaimStatsBody Of(TypeStatistics s) => new()
    {
        Type = s.Type, Total = s.Total, Created = s.Created, Assigned = s.Assigned, InProgress = s.InProgress,
        Resolved = s.Resolved, Closed = s.Closed, Withdrawn = s.Withdrawn,
    };

    public static ClaimStatsBody Of(CustomerStatistics s) => new()
    {
        CustomerId = s.CustomerId, Total = s.Total, Active = s.Active, Resolved = s.Resolved, Closed = s.Closed,
        Withdrawn = s.Withdrawn, LastClaimAt = s.LastClaimAt,
    };

    public static ClaimStatsBody Of(AgentStatistics s) => new()
    {
        AgentId = s.AgentId, Assigned = s.Assigned, Active = s.Active, Resolved = s.Resolved,
        LastAssignedAt = s.LastAssignedAt,
    };
}
