using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;

namespace PosSaga.Load;

/// <summary>Options that several commands share, and parsers of their values.</summary>
internal static class Options
{
    public static readonly Option<Uri> Url = new("--url")
    {
        Description = "Where the system listens.",
        DefaultValueFactory = _ => new Uri("http://localhost:5000"),
        CustomParser = result =>
            Uri.TryCreate(Text(result), UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : Fail<Uri>(result, $"'{Text(result)}' is no http address."),
    };

    public static readonly Option<string> TillKey = new("--key")
    {
        Description = "API key of the tills (role store).",
        DefaultValueFactory = _ => "demo-store",
    };

    public static readonly Option<string> AdminKey = new("--admin-key")
    {
        Description = "API key with every role: prepares products and stock, reads the books.",
        DefaultValueFactory = _ => "demo-admin",
    };

    public static readonly Option<string?> Database = new("--database")
    {
        Description = "Connection string of the system's journal, only to report its durability settings.",
    };

    public static readonly Option<string?> Gateway = new("--gateway")
    {
        Description = "Connection string of the journal beside which the simulated gateway keeps its own ledger, "
            + "to check the money against it.",
    };

    public static readonly Option<FileInfo?> Json = new("--json")
    {
        Description = "Writes the report as JSON as well.",
    };

    public static readonly Option<TimeSpan> MeasuredFor = Duration(
        "--duration", "How long is measured.", TimeSpan.FromSeconds(30));

    public static readonly Option<TimeSpan> Settle = Duration(
        "--settle", "How long the sagas may take to come to rest after the load.", TimeSpan.FromMinutes(2));

    public static readonly Option<int> Lines = Number("--lines", "Lines per order.", 1, 1, 50);

    public static readonly Option<int> Skus = Number(
        "--skus", "Over so many products; 1 is one hot SKU.", 100, 1, 10_000);

    public static readonly Option<int> Stores = Number("--stores", "Over the stores 1 to so many.", 5, 1, 6);

    public static readonly Option<TokenMix> Tokens = new("--token")
    {
        Description = "Payment tokens by weight: ok=95,declined=3,flaky=1,timeout-charged=1,timeout-lost=0.",
        DefaultValueFactory = _ => TokenMix.Parse("ok"),
        CustomParser = ParseTokens,
    };

    public static Option<int> Number(string name, string description, int initial, int min, int max)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => initial };
        option.CustomParser = result =>
            int.TryParse(Text(result), NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            && value >= min && value <= max
                ? value
                : Fail<int>(result, $"{name} takes a number from {min} to {max}, not '{Text(result)}'.");
        return option;
    }

    public static Option<TimeSpan> Duration(string name, string description, TimeSpan initial)
    {
        var option = new Option<TimeSpan>(name) { Description = description, DefaultValueFactory = _ => initial };
        option.CustomParser = result => TryDuration(Text(result), out var value)
            ? value
            : Fail<TimeSpan>(result, $"{name} takes a duration such as 500ms, 30s, 10m or 1h, not '{Text(result)}'.");
        return option;
    }

    public static bool TryDuration(string text, out TimeSpan value)
    {
        value = default;
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and > 0 ? text[..end] : text;
        if (!int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return false;
        TimeSpan? parsed = text[digits.Length..] switch
        {
            "ms" => TimeSpan.FromMilliseconds(number),
            "s" or "" => TimeSpan.FromSeconds(number),
            "m" => TimeSpan.FromMinutes(number),
            "h" => TimeSpan.FromHours(number),
            _ => null,
        };
        value = parsed ?? default;
        return parsed is not null;
    }

    private static TokenMix ParseTokens(ArgumentResult result)
    {
        try
        {
            return TokenMix.Parse(Text(result));
        }
        catch (FormatException e)
        {
            return Fail<TokenMix>(result, e.Message);
        }
    }

    public static string Text(ArgumentResult result) => result.Tokens is [var token, ..] ? token.Value : "";

    public static T Fail<T>(ArgumentResult result, string message)
    {
        result.AddError(message);
        return default!;
    }
}
