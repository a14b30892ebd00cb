using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PosSaga.Api;

/// <summary>The OpenAPI document, made of what the routes say about themselves.</summary>
internal static class OpenApiSetup
{
    private const string KeyScheme = "apiKey";
    private const string BearerScheme = "bearer";

    public static void AddDocumentation(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.AddDocumentTransformer((document, _, _) => Describe(document));
        options.AddOperationTransformer((operation, context, _) => Complete(operation, context));
        options.AddSchemaTransformer((schema, context, _) => Spell(schema, context.JsonTypeInfo.Type));
    });

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "PosSaga",
            Version = "v1",
            Description = "Orders, stock, payments of a retail chain. Amounts are integers in minor units; "
                + "timestamps RFC 3339, UTC.",
        };
        document.Servers = [];
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>(StringComparer.Ordinal)
        {
            [KeyScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = ApiKeys.Header,
                Description = "Tills and services",
            },
            [BearerScheme] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT", Description = "People",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(KeyScheme, document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(BearerScheme, document)] = [] },
        ];
        return Task.CompletedTask;
    }

    private static Task Complete(OpenApiOperation operation, OpenApiOperationTransformerContext context)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        foreach (var parameter in metadata.OfType<ParameterDoc>())
            (operation.Parameters ??= []).Add(ToParameter(parameter));
        foreach (var example in metadata.OfType<BodyExample>())
            Content(operation, example.Status)?.Example = example.Json();
        foreach (var parameter in operation.Parameters?.OfType<OpenApiParameter>() ?? [])
        {
            if (parameter is { In: ParameterLocation.Path, Schema: OpenApiSchema schema })
                (schema.MaxLength, schema.Pattern) = (GrainKeys.MaxIdLength, "^[A-Za-z0-9_.-]+$");
        }
        var policies = metadata.OfType<Microsoft.AspNetCore.Authorization.IAuthorizeData>().Select(data => data.Policy)
            .OfType<string>();
        if (policies.LastOrDefault() is { } policy)
            operation.Description = "Roles: " + string.Join(", ", Roles.Policies[policy]) + ".";
        return Task.CompletedTask;
    }

    private static OpenApiMediaType? Content(OpenApiOperation operation, int status)
    {
        var content = status == 0
            ? operation.RequestBody?.Content
            : operation.Responses?.GetValueOrDefault(status.ToString(CultureInfo.InvariantCulture))?.Content;
        return content?.Values.OfType<OpenApiMediaType>().FirstOrDefault();
    }

    private static OpenApiParameter ToParameter(ParameterDoc doc) => new()
    {
        Name = doc.Name,
        In = doc.IsHeader ? ParameterLocation.Header : ParameterLocation.Query,
        Description = doc.Description,
        Example = doc.Example is null ? null : JsonValue.Create(doc.Example),
        Schema = new OpenApiSchema
        {
            Type = doc.Type switch
            {
                "integer" => JsonSchemaType.Integer,
                "boolean" => JsonSchemaType.Boolean,
                _ => JsonSchemaType.String,
            },
            Minimum = doc.Min?.ToString(CultureInfo.InvariantCulture),
            Maximum = doc.Max?.ToString(CultureInfo.InvariantCulture),
            Enum = doc.Choices is null ? null : [.. doc.Choices.Select(choice => (JsonNode)JsonValue.Create(choice)!)],
        },
    };

    // Our enum converter tells the schema exporter nothing, so the values are named here.
    private static Task Spell(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        if (plain.IsEnum)
        {
            schema.Type = JsonSchemaType.String;
            schema.Enum = [.. WireName.All(plain).Select(name => (JsonNode)JsonValue.Create(name)!)];
        }
        return Task.CompletedTask;
    }
}
