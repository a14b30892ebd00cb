using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PosSaga.Api;

/// <summary>What the framework does not know of a route: its parameters, examples, headers and roles.</summary>
internal static class OpenApiOperations
{
    public static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<ParameterDoc>())
            (operation.Parameters ??= []).Add(ToParameter(parameter));
        foreach (var example in metadata.OfType<BodyExample>())
            Content(operation, example.Status)?.Example = example.Json();
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter is not { In: ParameterLocation.Path, Schema: OpenApiSchema schema })
                continue;
            parameter.Example = Sample(parameter.Name!, context.Description.RelativePath!, metadata);
            (schema.MinLength, schema.MaxLength, schema.Pattern) =
                (1, GrainKeys.MaxIdLength, "^[A-Za-z0-9_.-]+$");
        }
        foreach (var (status, response) in operation.Responses ?? [])
            AddHeaders(int.Parse(status, CultureInfo.InvariantCulture), response, metadata);
        if (metadata.OfType<AccessRule>().LastOrDefault() is { } rule)
            operation.Description = $"Roles: {string.Join(", ", rule.Roles)}. {AccessDocument.Says(rule.Scope)}";
        return Task.CompletedTask;
    }

    private static JsonValue? Sample(string name, string path, IList<object> metadata)
    {
        var segments = path.Split('/');
        var own = metadata.OfType<PathExample>().LastOrDefault(example => example.Name == name)?.Value;
        // With its constraint or without.
        var at = Array.FindIndex(
            segments, segment => segment == $"{{{name}}}" || segment.StartsWith($"{{{name}:", StringComparison.Ordinal));
        var value = own ?? Examples.Of(segments.ElementAtOrDefault(at - 1));
        return value is null ? null : JsonValue.Create(value);
    }

    private static void AddHeaders(int status, IOpenApiResponse response, IList<object> metadata)
    {
        if (response is not OpenApiResponse { } own)
            return;
        own.Headers = new Dictionary<string, IOpenApiHeader>(StringComparer.Ordinal)
        {
            [ExceptionToProblem.RequestIdHeader] = Header("As it was sent, or as it was made"),
        };
        if (status is 429 or 503)
            own.Headers["Retry-After"] = Header("Seconds after which to try again", JsonSchemaType.Integer);
        foreach (var header in metadata.OfType<HeaderDoc>())
        {
            if (header.Status == status || (header.Status is null && status < 400))
                own.Headers[header.Name] = Header(header.Description);
        }
    }

    private static OpenApiHeader Header(string description, JsonSchemaType type = JsonSchemaType.String) =>
        new() { Description = description, Schema = new OpenApiSchema { Type = type } };

    private static OpenApiMediaType? Content(OpenApiOperation operation, int status)
    {
        var content = status == 0
            ? operation.RequestBody?.Content
            : operation.Responses?.GetValueOrDefault(status.ToString(CultureInfo.InvariantCulture))?.Content;
        return content?.Values.OfType<OpenApiMediaType>().FirstOrDefault();
    }

    private static OpenApiParameter ToParameter(ParameterDoc doc)
    {
        var isNumber = doc.Type == "integer";
        return new()
        {
            Name = doc.Name,
            In = doc.IsHeader ? ParameterLocation.Header : ParameterLocation.Query,
            Description = doc.Description,
            Required = doc.IsRequired,
            Example = doc.Example is null ? null
                : isNumber ? JsonValue.Create(int.Parse(doc.Example, CultureInfo.InvariantCulture))
                : JsonValue.Create(doc.Example),
            Schema = new OpenApiSchema
            {
                Type = doc.Type switch
                {
                    "integer" => JsonSchemaType.Integer,
                    "boolean" => JsonSchemaType.Boolean,
                    _ => JsonSchemaType.String,
                },
                Format = isNumber ? "int32" : null,
                Minimum = isNumber ? doc.Min?.ToString(CultureInfo.InvariantCulture) : null,
                Maximum = isNumber ? doc.Max?.ToString(CultureInfo.InvariantCulture) : null,
                MaxLength = isNumber ? null : doc.Max,
                Enum = doc.Choices is null
                    ? null
                    : [.. doc.Choices.Select(choice => (JsonNode)JsonValue.Create(choice)!)],
            },
        };
    }
}
