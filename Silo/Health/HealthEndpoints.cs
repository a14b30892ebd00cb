using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace PosSaga.Silo.Health;

/// <summary>Live is this process alone: a database that is away is no reason to restart it. Ready: a member of its
/// cluster, with a database that answers.</summary>
internal static class HealthEndpoints
{
    public static void MapSiloHealth(this IEndpointRouteBuilder root)
    {
        root.MapGet("/health/live", (HttpContext http) => Answer(http, new HealthReport("live", []), isGood: true));
        root.MapGet("/health/ready", async (HttpContext http, Readiness readiness) =>
        {
            var report = await readiness.Check();
            await Answer(http, report, report.IsReady);
        });
    }

    private static Task Answer(HttpContext http, HealthReport report, bool isGood)
    {
        http.Response.StatusCode = isGood ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        http.Response.ContentType = "application/json; charset=utf-8";
        http.Response.Headers.CacheControl = "no-store";
        return JsonSerializer.SerializeAsync(
            http.Response.Body, report, HealthJson.Default.HealthReport, http.RequestAborted);
    }
}

internal sealed class HealthStateJson() : JsonStringEnumConverter<HealthState>(JsonNamingPolicy.CamelCase);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, Converters = [typeof(HealthStateJson)])]
[JsonSerializable(typeof(HealthReport))]
internal sealed partial class HealthJson : JsonSerializerContext;
