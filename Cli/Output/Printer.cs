using System.Text.Encodings.Web;
using System.Text.Json;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace PosSaga.Cli.Output;

/// <summary>Answers on stdout, as JSON or for people; everything else on stderr.</summary>
internal sealed class Printer(OutputFormat format)
{
    // Where nobody looks, nothing is folded: a script that cuts columns gets whole words.
    private const int WidthOfFiles = 240;

    // Names and nulls as the API writes them; accents as letters.
    private static readonly JsonSerializerOptions Json = new()
    {
        WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly IAnsiConsole _console = Console(System.Console.Out, System.Console.IsOutputRedirected);

    public bool IsJson => format == OutputFormat.Json;

    /// <summary>An answer; how it looks to people is made only where they see it.</summary>
    public void Answer<T>(T answer, Func<T, IRenderable> look)
    {
        if (IsJson)
            System.Console.Out.WriteLine(JsonSerializer.Serialize(answer, Json));
        else
            _console.Write(look(answer));
    }

    /// <summary>Of a list, as <c>{"items": […]}</c>.</summary>
    public void Items<T>(IReadOnlyList<T> items, Func<IReadOnlyList<T>, IRenderable> look, string none)
    {
        if (!IsJson && items.Count == 0)
            Note(none);
        else
            Answer(new ItemList<T>(items), list => look(list.Items));
    }

    public static void Note(string text) => System.Console.Error.WriteLine(text);

    private static IAnsiConsole Console(TextWriter writer, bool isFile)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (isFile)
            console.Profile.Width = WidthOfFiles;
        return console;
    }

    private sealed record ItemList<T>(
        [property: System.Text.Json.Serialization.JsonPropertyName("items")] IReadOnlyList<T> Items);
}
