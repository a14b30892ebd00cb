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
        var audit = api.MapGroup("/audit").WithTags("Audit");
        audit.MapGet("", List).WithName("listAuditEntries")
            .WithSummary("Who did what when, newest first").PageExample(AuditBody.Example).PositionCondition()
            .QueryParameter("stream").QueryParameter("actor").QueryParameter("event", "Stored name, such as order.pieces-shipped/1")
            .InstantParameter("from", "At or after").InstantParameter("to", "Before");
        audit.MapPost("/verify", Verify).WithName("verifyJournal")
            .WithSummary("Recomputes the hash chain of every stream of every tenant")
            .ResponseExample(new VerifyBody(1200, 9800, true, null, 9790)).WithoutRequestTimeout();
        audit.MapGet("/heads", ListHeads).WithName("listSignedHeads")
            .WithSummary("Signed statements of how far the history goes, newest first: keep them elsewhere")
            .PageExample(SignedHeadBody.Example);
        audit.MapGet("/heads/key", (ISignedHeads heads) => WireResult.Ok(HeadKeyBody.Of(heads.Key)))
            .WithName("getSignedHeadsKey").WithSummary("The public key of signed heads: keep it with them")
            .ResponseExample(HeadKeyBody.Example);
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

    private static async Task<IResult> ListHeads(ListQueryReader query, ISignedHeads heads, HttpContext http)
    {
        var (after, limit) = query.Page();
        var found = await heads.Before(after?.Key ?? long.MaxValue, limit + 1, http.RequestAborted);
        return WireResult.Page(
            found.Count <= limit
                ? new Page<SignedHead>(found, null)
                : new Page<SignedHead>([.. found.Take(limit)], new Cursor(found[limit - 1].Position, "").ToString()),
            SignedHeadBody.Of);
    }

    private static async Task<IResult> Verify(IJournalVerifier verifier, HttpContext http)
    {
        if (!await OneVerification.WaitAsync(TimeSpan.Zero, http.RequestAborted))
            return new ProblemResult(ProblemKind.Unavailable, "A verification is running.");
        try
        {
            return WireResult.Ok(VerifyBody.Of(await verifier.Verify(http.RequestAborted)));
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
        1042, "order/demo/" + OrderBody.Example.Id, 2, "order.pieces-shipped/1", OrderBody.Example.UpdatedAt, "demo-store",
        OrderBody.Example.Id, "till-7-000123", null);

    public static AuditBody Of(AuditEntry e) =>
        new(e.Position, e.Stream, e.Version, e.Event, e.At, e.Actor, e.Correlation, e.RequestId, e.Causation);
}

/// <summary>Of all tenants.</summary>
/// <param name="SignedUpTo">Position up to which everything is as it was signed; 0 where nothing was signed
/// yet.</param>
internal sealed record VerifyBody(long Streams, long Events, bool Ok, string? FirstBroken, long SignedUpTo)
{
    public static VerifyBody Of(VerifyReport report) =>
        new(report.Streams, report.Events, report.Ok, report.FirstBroken, report.SignedUpTo);
}

/// <param name="Digest">Hexadecimal SHA-256 of all events up to the position.</param>
/// <param name="Blocks">The same of the full blocks of 1,024 events alone.</param>
/// <param name="Signature">Base64 of ECDSA (P-256, SHA-256).</param>
internal sealed record SignedHeadBody(
    string Journal, long Position, string Digest, string Blocks, DateTimeOffset At, string KeyId, string Signature)
{
    public static SignedHeadBody Example { get; } = new(
        "6f0c8f3f5c0a4b0f9d3c2b1a00000001", 9790, new string('a', 64), new string('b', 64), OrderBody.Example.UpdatedAt,
        "q2b1Zk0sT3xJp9aL", Convert.ToBase64String(new byte[64]));

    public static SignedHeadBody Of(SignedHead head) => new(
        head.Journal, head.Position, head.Digest, head.Blocks, head.At, head.KeyId, head.Signature);
}

internal sealed record HeadKeyBody(string KeyId, string Algorithm, string PublicKey)
{
    public static HeadKeyBody Example { get; } = new(
        "q2b1Zk0sT3xJp9aL", "ES256", "-----BEGIN PUBLIC KEY-----\nMFkw…\n-----END PUBLIC KEY-----");

    public static HeadKeyBody Of((string Id, string Pem) key) => new(key.Id, "ES256", key.Pem);
}
