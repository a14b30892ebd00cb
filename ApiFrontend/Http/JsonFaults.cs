using System.Text.Json;
using System.Text.RegularExpressions;

namespace PosSaga.Api;

/// <summary>What the parser said, in the words of the contract. Its own messages name classes, which are nobody's
/// business.</summary>
internal static partial class JsonFaults
{
    private const int MaxFieldLength = 100;

    /// <summary>How a converter begins that knows which values there are.</summary>
    public const string OneOf = "must be one of ";

    public static RequestFault Of(JsonException e)
    {
        var faults = new ValidationErrors();
        if (e.Message.Contains("missing required properties", StringComparison.Ordinal))
        {
            foreach (Match name in Quoted()
                .Matches(e.Message[e.Message.IndexOf("including", StringComparison.Ordinal)..]))
                faults.Add(Within(e.Path, name.Groups[1].Value), "is required");
        }
        else if (e.Message.Contains("could not be mapped", StringComparison.Ordinal))
            faults.Add(Named(e), "is not known");
        else if (e.Message.Contains("uplicate propert", StringComparison.Ordinal))
            faults.Add(Named(e), "is given twice");
        else if (e.Message.StartsWith(OneOf, StringComparison.Ordinal))
            faults.Add(FieldOf(e.Path), e.Message);
        else if (FieldOf(e.Path) is { Length: > 0 } field && e.InnerException is not JsonException { Path: null })
            faults.Add(field, "is of the wrong type or value, or malformed");
        else
            faults.Add("body", "is not valid JSON");

        return faults.ToFault();
    }

    private static string Named(JsonException e) =>
        Quoted().Match(e.Message) is { Success: true } name ? Within(e.Path, name.Groups[1].Value) : FieldOf(e.Path);

    // The path already ends with the name for some of the parser's messages, and not for others.
    private static string Within(string? path, string name)
    {
        var field = FieldOf(path);
        return field.Length == 0 || field == name || field.EndsWith("." + name, StringComparison.Ordinal)
            ? Cut(name)
            : Cut(field + "." + name);
    }

    private static string FieldOf(string? path) =>
        Cut(path is null ? "" : path.StartsWith("$.", StringComparison.Ordinal) ? path[2..] : path.TrimStart('$'));

    private static string Cut(string text) => text.Length <= MaxFieldLength ? text : text[..MaxFieldLength];

    [GeneratedRegex("'([^']*)'", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Quoted();
}
