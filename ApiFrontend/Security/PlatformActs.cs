using System.Collections.Concurrent;
using System.Security.Claims;
using System.Text;
using Orleans.Runtime;
using PosSaga.Journal;
using PosSaga.Tenants;

namespace PosSaga.Api;

/// <summary>What the platform does is on record before it is done, in the audit of its own tenant. A page that asks for
/// its numbers every second is looked at once an hour.</summary>
internal sealed class PlatformActs(IGrainFactory grains, TimeProvider clock, ILogger<PlatformActs> log)
{
    private const int DetailMax = 2_000;
    private const int LooksMax = 1_000;
    private static readonly TimeSpan SameLook = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, DateTimeOffset> _looks = new(StringComparer.Ordinal);

    public async Task Record(HttpContext http, AccessRule rule)
    {
        if (!HttpMethods.IsGet(http.Request.Method))
        {
            await Record(
                http, $"{rule.Method} {http.Request.Path}{http.Request.QueryString}", await BodyOf(http.Request));
            return;
        }

        var (now, look) = (clock.GetUtcNow(), $"{TenantOf(http.User)}/{SubjectOf(http.User)} {rule.Path}");
        if (_looks.TryGetValue(look, out var last) && now - last < SameLook)
            return;
        if (_looks.Count >= LooksMax)
            _looks.Clear();
        try
        {
            await Record(http, rule.Route, null);
            _looks[look] = now;
        }
        catch (Exception e) when (e is JournalUnavailableException or TimeoutException or OrleansException)
        {
            // Looking is how one finds out what is wrong when nothing can be written.
            log.LogWarning(e, "{Look} could not be put on record", look);
        }
    }

    private async Task Record(HttpContext http, string act, string? detail)
    {
        var id = Ids.New();
        var origin = new Origin(TenantOf(http.User), SubjectOf(http.User), id, http.TraceIdentifier);
        var answer = await grains.GetGrain<IPlatformActGrain>(GrainKeys.Of(origin.Tenant, id))
            .Record(new(origin, clock.GetUtcNow(), act.Length > DetailMax ? act[..DetailMax] : act, detail));
        if (answer.Refusal is { } refusal)
            throw new InvalidOperationException($"An act of the platform was not put on record: {refusal.Code}.");
    }

    // The beginning of it; what is longer or compressed is looked up where it was sent.
    private static async Task<string?> BodyOf(HttpRequest request)
    {
        if (request.ContentLength == 0 || request.ContentType is null || request.Headers.ContentEncoding.Count > 0)
            return null;
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, Encoding.UTF8, leaveOpen: true);
        var text = new char[DetailMax];
        var length = await reader.ReadBlockAsync(text, request.HttpContext.RequestAborted);
        request.Body.Position = 0;
        return length == 0 ? null : new string(text, 0, length);
    }

    private static string TenantOf(ClaimsPrincipal user) => user.FindFirst(CallerIdentity.TenantClaim)!.Value;

    private static string SubjectOf(ClaimsPrincipal user) => user.FindFirst("sub")!.Value;
}
