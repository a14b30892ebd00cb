using PosSaga.Journal;
using PosSaga.ReadModels;

namespace PosSaga.Api;

/// <summary>Who did what when, and whether the journal is still what was written.</summary>
internal static class Audit
{
    // It reads the whole journal: one at a time, and whoever asks meanwhile asks again.
    private static readonly SemaphoreSlim OneVerification = new(1);

    public static void MapAudit(this IEndpointRouteBuilder api)
    {
        var audit = api.MapGroup("/audit").WithTags("Audit").RequireAuthorization(Roles.Auditor);
        audit.MapGet("", List).WithName("listAuditEntries")
            .WithSummary("Who did what when, newest first").PageExample(AuditBody.Example).PositionCondition()
            .QueryParameter("stream").QueryParameter("actor").QueryParameter("event", "Stored name, such as order.shipped/1")
            .InstantParameter("from", "At or after").InstantParameter("to", "Before");
        audit.MapPost("/verify", Verify).WithName("verifyJournal")
            .WithSummary("Recomputes the hash chain of every stream; counts those of the caller's tenant")
            .ResponseExample(new VerifyBody(1200, 9800, true, null)).WithoutRequestTimeout();
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, AuditQueries audit, HttpContext http)
    {
        var filter = new AuditFilter(
            query.Text("stream"), query.Text("actor"), query.Text("event"), query.Instant("from"), query.Instant("to"));
        var (after, limit) = query.Page(filter.IsOurs);
        await JournalPosition.WaitFor(http, Models.JournalIndex);
        return WireResult.Page(
            await audit.List(caller.Tenant, filter, after, limit, http.RequestAborted), AuditBody.Of);
    }

    private static async Task<IResult> Verify(Caller caller, IJournalVerifier verifier, HttpContext http)
    {
        if (!await OneVerification.WaitAsync(TimeSpan.Zero, http.RequestAborted))
            return new ProblemResult(ProblemKind.Unavailable, "A verification is running.");
        try
        {
            return WireResult.Ok(VerifyBody.Of(await verifier.Verify(http.RequestAborted), caller.Tenant));
        }
        finally
        {
            OneVerification.Release();
        }
    }
}

internal sealed record AuditBody(
    long Position, string Stream, long Version, string Event, DateTimeOffset At, string Actor, string Correlation,
    string? RequestId, string? Causation)
{
    public static AuditBody Example { get; } = new(
        1042, "order/demo/" + OrderBody.Example.Id, 2, "order.shipped/1", OrderBody.Example.UpdatedAt, "demo-store",
        OrderBody.Example.Id, "till-7-000123", null);

    public static AuditBody Of(AuditEntry e) =>
        new(e.Position, e.Stream, e.Version, e.Event, e.At, e.Actor, e.Correlation, e.RequestId, e.Causation);
}

/// <summary>Streams and events are the caller's own.</summary>
internal sealed record VerifyBody(long Streams, long Events, bool Ok, string? FirstBroken)
{
    /// <summary>A break in another tenant's stream is a break; its name stays with that tenant.</summary>
    public static VerifyBody Of(VerifyReport report, string tenant) => new(
        report.Of(tenant).Streams, report.Of(tenant).Events, report.Ok,
        report.FirstBroken is null || report.FirstBroken.Contains($"/{tenant}/", StringComparison.Ordinal)
            ? report.FirstBroken
            : "A stream of another tenant.");
}
