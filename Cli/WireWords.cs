using System.CommandLine;
using System.Reflection;
using System.Text.Json.Serialization;

namespace PosSaga.Cli;

/// <summary>An enum's values as the API spells them.</summary>
internal static class WireWords
{
    public static string Of<T>(T value) where T : struct, Enum => NameOf(typeof(T).GetField(value.ToString())!);

    public static IEnumerable<string> All<T>() where T : struct, Enum =>
        typeof(T).GetFields(BindingFlags.Public | BindingFlags.Static).Select(NameOf);

    /// <summary>An option that takes one of them, names them in its help and when it is given another.</summary>
    public static Option<T?> Option<T>(string name, string description) where T : struct, Enum
    {
        var words = All<T>().ToList();
        var option = new Option<T?>(name)
        {
            Description = $"{description}: {string.Join(", ", words)}", HelpName = "word",
            CustomParser = result =>
            {
                var given = GlobalOptions.Text(result);
                foreach (var value in Enum.GetValues<T>())
                    if (Of(value).Equals(given, StringComparison.OrdinalIgnoreCase))
                        return value;
                return GlobalOptions.Fail<T?>(
                    result, $"{name} takes one of {string.Join(", ", words)}, not '{given}'.");
            },
        };
        // The enum's own names would be proposed as well.
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. words]);
        return option;
    }

    private static string NameOf(FieldInfo field) =>
        field.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name ?? field.Name;
}
