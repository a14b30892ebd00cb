using System.Text.Json.Nodes;
using Microsoft.OpenApi;

namespace PosSaga.Api;

/// <summary>Query parameters that are one of an enum's values refer to its schema: otherwise a generated client has
/// a type
/// of its own for each of them, named Status2 and Status3.</summary>
internal static class EnumReferences
{
    public static void Refer(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        var schemas = document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>(StringComparer.Ordinal);
        var names = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, schema) in schemas)
        {
            if (schema is not OpenApiSchema { Enum.Count: > 0 } own)
                continue;
            WithoutNull(own);
            names.TryAdd(Values(own), name);
        }
        foreach (var (operation, parameter) in Parameters(document))
        {
            if (parameter.Schema is not OpenApiSchema { Enum.Count: > 0 } schema)
                continue;
            if (!names.TryGetValue(Values(schema), out var name))
            {
                // Nothing that is answered has these values, so the name is that of where they are asked for first.
                name = Pascal(operation.OperationId!) + Pascal(parameter.Name!);
                schemas[name] = schema;
                names[Values(schema)] = name;
            }
            parameter.Schema = new OpenApiSchemaReference(name, document);
        }
    }

    // Where null may stand, the place that refers to it says so already.
    private static void WithoutNull(OpenApiSchema schema)
    {
        schema.Type &= ~JsonSchemaType.Null;
        schema.Enum = [.. schema.Enum!.Where(value => !JsonNullSentinel.IsJsonNullSentinel(value))];
    }

    private static IEnumerable<(OpenApiOperation, OpenApiParameter)> Parameters(OpenApiDocument document) =>
        from path in document.Paths.Values
        from operation in path.Operations?.Values ?? Enumerable.Empty<OpenApiOperation>()
        from parameter in operation.Parameters ?? []
        where parameter is OpenApiParameter
        select (operation, (OpenApiParameter)parameter);

    private static string Pascal(string name) => char.ToUpperInvariant(name[0]) + name[1..];

    private static string Values(OpenApiSchema schema) =>
        string.Join(',', schema.Enum!.Select(value => (string?)value));
}
