using System.CommandLine;
using System.CommandLine.Parsing;
using PosSaga.Cli.Output;

namespace PosSaga.Cli;

/// <summary>Options of every command.</summary>
internal static class GlobalOptions
{
    public static readonly Option<OutputFormat> Output = new("--output", "-o")
    {
        Description = "table for people (the default), json for programs", Recursive = true, HelpName = "table|json",
        CustomParser = result => Text(result) switch
        {
            "table" => OutputFormat.Table,
            "json" => OutputFormat.Json,
            var other => Fail<OutputFormat>(result, $"--output takes table or json, not '{other}'."),
        },
    };

    public static readonly Option<string?> Profile = new("--profile", "-p")
    {
        Description = "Profile to use instead of the current one (pos profile list)", Recursive = true,
        HelpName = "name",
    };

    public static readonly Option<Uri?> Server = new("--server", "-s")
    {
        Description = "Address of the system; also by POS_SERVER. The key is then POS_API_KEY", Recursive = true,
        HelpName = "url", CustomParser = Address,
    };

    public static IReadOnlyList<Option> All => [Output, Profile, Server];

    static GlobalOptions()
    {
        Output.CompletionSources.Clear();
        Output.CompletionSources.Add("table", "json");
    }

    public static Uri? ToAddress(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    public static string Text(SymbolResult result) => result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;

    public static T? Fail<T>(SymbolResult result, string error)
    {
        result.AddError(error);
        return default;
    }

    private static Uri? Address(ArgumentResult result) => ToAddress(Text(result))
        ?? Fail<Uri>(result, $"'{Text(result)}' is no http address, such as http://localhost:5000.");
}
