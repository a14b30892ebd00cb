using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace PosSaga.Api;

/// <summary>The OpenAPI document, made of what the routes say about themselves.</summary>
internal static class OpenApiSetup
{
    public const string Name = "v1";

    private const string KeyScheme = "apiKey";
    private const string BearerScheme = "bearer";

    public static void AddDocumentation(this IServiceCollection services)
    {
        services.AddSingleton<OpenApiDocumentText>();
        services.AddOpenApi(Name, options =>
        {
            options.AddDocumentTransformer((document, _, _) => Describe(document));
            options.AddOperationTransformer((operation, context, _) => OpenApiOperations.Complete(operation, context));
            options.AddDocumentTransformer((document, _, _) =>
            {
                EnumReferences.Refer(document);
                return Task.CompletedTask;
            });
            options.AddSchemaTransformer((schema, context, _) => Spell(schema, context.JsonTypeInfo.Type));
        });
    }

    private static Task Describe(OpenApiDocument document)
    {
        document.Info = new OpenApiInfo
        {
            Title = "PosSaga",
            Version = "v1",
            Description = "Orders, stock, payments of a retail chain. Amounts are integers in minor units; "
                + "timestamps RFC 3339, UTC, to the microsecond. The examples are those of the demo data: run in "
                + "this order with the Idempotency-Keys shown, each answers as documented. Problem types are pages "
                + $"under {ProblemKind.Path}/, with every code.",
        };
        document.Servers = [new OpenApiServer { Url = "/", Description = "Where this document comes from" }];
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

    // Our converters tell the schema exporter nothing, so what they write is named here.
    private static Task Spell(OpenApiSchema schema, Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        var orNull = plain == type ? default : JsonSchemaType.Null;
        if (plain.IsEnum)
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Enum = [.. WireName.All(plain).Select(name => (JsonNode)JsonValue.Create(name)!)];
            if (plain != type)
                schema.Enum.Add(JsonNullSentinel.JsonNull);
        }
        else if (plain == typeof(DateTimeOffset))
        {
            schema.Type = JsonSchemaType.String | orNull;
            schema.Format = "date-time";
        }
        return Task.CompletedTask;
    }
}
