using PosSaga.Silo.Health;

namespace PosSaga.Api;

/// <summary>Live: this process answers. Ready: everything of its own that a request needs is there; degraded where the
/// database, which all processes share, is not.</summary>
internal static class Health
{
    public static void MapHealth(this IEndpointRouteBuilder root)
    {
        var health = root.MapGroup("/health").WithTags("Operations").AllowAnonymous();
        health.MapGet("/live", () => WireResult.Ok(new HealthBody("live", []))).WithName("getLiveness")
            .WithSummary("This process answers")
            .ResponseExample(new HealthBody("live", []));
        health.MapGet("/ready", Ready).WithName("getReadiness").WithSummary("Everything that a request needs is there")
            .ResponseExample(new HealthBody("ready", [new("journal", HealthState.Ok, null)])).ProducesProblems(503);
    }

    private static async Task<IResult> Ready(Readiness readiness)
    {
        var report = await readiness.Check();
        return new WireResult<HealthBody>(
            report.IsReady ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, HealthBody.Of(report));
    }
}

internal sealed record DependencyBody(string Name, HealthState State, string? Detail);

internal sealed record HealthBody(string Status, IReadOnlyList<DependencyBody> Dependencies)
{
    public static HealthBody Of(HealthReport report) =>
        new(report.Status, [.. report.Dependencies.Select(d => new DependencyBody(d.Name, d.State, d.Detail))]);
}
