using System.Collections;
using System.Reflection;
using System.Text.Json.Serialization;
using PosSaga.Journal;

namespace PosSaga.Tests.Stored;

/// <summary>Which fields of a value are filled, and with which words of enumerations.</summary>
internal static class Coverage
{
    public static IEnumerable<string> Of(object? value) => Of(value, "");

    private static IEnumerable<string> Of(object? value, string path) => value switch
    {
        null => [],
        Enum word => [$"{path}={word}"],
        string or bool or int or long or decimal or DateTimeOffset => [path],
        IPersonal { IsErased: true } => [],
        IDictionary map => map.Values.Cast<object>().SelectMany(item => Of(item, path + "{}")),
        IEnumerable list => list.Cast<object>().SelectMany(item => Of(item, path + "[]")),
        _ => value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(property => property.GetCustomAttribute<JsonIgnoreAttribute>() is null)
            .SelectMany(property => Of(property.GetValue(value), $"{path}.{property.Name}")),
    };
}
