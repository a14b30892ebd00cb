using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>How far the read models are, and building them anew.</summary>
internal static class Projections
{
    public static void MapProjections(this IEndpointRouteBuilder api)
    {
        var projections = api.MapGroup("/projections").WithTags("Operations");
        projections.MapGet("", List).WithName("listProjections").WithSummary("Projections: state, positions, lag")
            .ResponseExample(new ProjectionListBody([ProjectionBody.Example], null));
        projections.MapPost("/{name:id}/rebuild", Rebuild).WithName("rebuildProjection")
            .WithSummary("Builds a read model anew beside the old one, then swaps")
            .FlagParameter("force", "Swap even when rows differ")
            .AcceptedExample(new RebuildBody(Models.Orders, "started")).ProducesProblems(400, 404, 409);
    }

    private static async Task<IResult> List(HttpContext http, ProjectionStatusQueries status)
    {
        // Errors name events of whatever tenant; they are for those who run the system.
        var withErrors = http.User.IsInRole(Roles.Platform);
        var all = await status.All(http.RequestAborted);
        return WireResult.Ok(new ProjectionListBody([.. all.Select(one => ProjectionBody.Of(one, withErrors))], null));
    }

    private static async Task<IResult> Rebuild(string name, ListQueryReader query, ProjectionRebuilds rebuild, HttpContext http)
    {
        var force = query.Flag("force");
        query.Page();
        return await rebuild.Start(name, force, http.RequestAborted) switch
        {
            RebuildRequest.UnknownProjection => WireResult.NotFound,
            RebuildRequest.AlreadyRunning => new ProblemResult(ProblemKind.Conflict, "It is being rebuilt already."),
            _ => new WireResult<RebuildBody>(StatusCodes.Status202Accepted, new RebuildBody(name, "started"))
            {
                Location = "/api/v1/projections",
            },
        };
    }
}

internal sealed record RebuildBody(string Name, string State);

internal sealed record PartitionBody(int Partition, long Position, long Lag);

internal sealed record RebuildProgressBody(string State, double Progress, string? Mismatch, string? Error);

internal sealed record ProjectionListBody(IReadOnlyList<ProjectionBody> Items, string? NextCursor);

internal sealed record ProjectionBody(
    string Name, ProjectionState State, DateTimeOffset? Since, long Head, long Lag, double LagSeconds,
    IReadOnlyList<PartitionBody> Partitions, string? Error, RebuildProgressBody? Rebuild)
{
    public static ProjectionBody Example { get; } =
        new(Models.Orders, ProjectionState.Running, OrderBody.Example.UpdatedAt, 1042, 0, 0, [new(0, 1042, 0)], null, null);

    public static ProjectionBody Of(ProjectionStatus p, bool withErrors) => new(
        p.Name, p.State, p.Since, p.Head, p.Lag, p.LagSeconds,
        [.. p.Partitions.Select(part => new PartitionBody(part.Partition, part.Position, part.Lag))],
        withErrors ? p.Error : null,
        p.Rebuild is { } rebuild
            ? new(
                rebuild.State, rebuild.Progress, withErrors ? rebuild.Mismatch : null, withErrors ? rebuild.Error : null)
            : null);
}
