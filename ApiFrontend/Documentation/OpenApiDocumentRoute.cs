using System.Globalization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PosSaga.Api;

/// <summary>The OpenAPI document, made once: making it takes a tenth of a second of a processor, and anybody may ask
/// for it.</summary>
internal sealed class OpenApiDocumentText(IServiceProvider services)
{
    private readonly Lazy<Task<byte[]>> _text = new(() => Make(services));

    public Task<byte[]> Read() => _text.Value;

    private static async Task<byte[]> Make(IServiceProvider services)
    {
        var document = await services
            .GetRequiredKeyedService<IOpenApiDocumentProvider>(OpenApiSetup.Name).GetOpenApiDocumentAsync();
        await using var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        document.SerializeAsV31(new OpenApiJsonWriter(text));
        return System.Text.Encoding.UTF8.GetBytes(text.ToString());
    }
}

/// <summary>Where it is served.</summary>
internal static class OpenApiDocumentRoute
{
    public const string Path = "/openapi/v1.json";

    public static void MapDocument(this IEndpointRouteBuilder root) =>
        root.MapGet(Path, Get).AllowAnonymous().ExcludeFromDescription();

    private static async Task<IResult> Get(OpenApiDocumentText document, HttpContext http)
    {
        var text = await document.Read();
        return Revalidation.IsUnchanged(http, text)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(text, "application/json");
    }
}
