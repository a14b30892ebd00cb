using System.CommandLine;
using System.Text.Json.Serialization;
using PosSaga.Cli.Output;
using PosSaga.Cli.Profiles;
using Spectre.Console;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos profile …</c>: systems and their keys, by name.</summary>
internal static class ProfileCommands
{
    public static Command Define() =>
        new("profile", "Systems and their keys, by name") { Add(), List(), Use(), Remove() };

    private static Command Add()
    {
        var name = Name();
        return Local(
            new Command("add", $"Saves --server and its key: {Connection.KeyVariable}, else stdin, else asked for")
            {
                name,
            },
            (parsed, _) =>
            {
                var server = parsed.GetValue(GlobalOptions.Server)
                    ?? throw new UsageException("Which server? Give --server, such as http://localhost:5000.");
                var profile = new Profiles.Profile(parsed.GetRequiredValue(name), server, Key());
                ProfileStore.Write(ProfileStore.Read().With(profile));
                Printer.Note($"Saved {profile.Name} in {ProfileStore.Path}, which only you can read.");
            });
    }

    private static Command List() => Local(new Command("list", "All of them; keys are not shown"), (_, printer) =>
    {
        var file = ProfileStore.Read();
        printer.Items(
            [.. file.Profiles.Select(profile => new Row(profile.Name, profile.Server, profile.Name == file.Current))],
            rows => Looks.Table(
                rows, ("", row => row.Current ? "*" : ""), ("profile", row => row.Name),
                ("server", row => row.Server.ToString())),
            "There are none: pos profile add NAME --server URL.");
    });

    private static Command Use()
    {
        var name = Name();
        return Local(new Command("use", "Makes it the current one") { name }, (parsed, _) =>
        {
            var file = ProfileStore.Read();
            ProfileStore.Write(file with { Current = Known(file, parsed.GetRequiredValue(name)).Name });
        });
    }

    private static Command Remove()
    {
        var name = Name();
        return Local(new Command("remove", "Forgets it and its key") { name }, (parsed, _) =>
        {
            var file = ProfileStore.Read();
            ProfileStore.Write(file.Without(Known(file, parsed.GetRequiredValue(name)).Name));
        });
    }

    private static Profiles.Profile Known(ProfileFile file, string name) => file.Find(name) ?? throw new UsageException(
        $"There is no profile '{name}': pos profile list names those there are.");

    // Not as an argument: those are in the shell's history, and in everybody's list of processes.
    private static string Key()
    {
        if (Environment.GetEnvironmentVariable(Connection.KeyVariable) is { Length: > 0 } key)
            return key;
        var typed = Console.IsInputRedirected
            ? Console.In.ReadLine()?.Trim()
            : AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) })
                .Prompt(new TextPrompt<string>("API key:").Secret());
        return typed is { Length: > 0 }
            ? typed
            : throw new UsageException($"There is no key: set {Connection.KeyVariable}, or write it to stdin.");
    }

    private static Argument<string> Name() => new("name") { Description = "What it is called" };

    private static Command Local(Command command, Action<ParseResult, Printer> action)
    {
        command.SetAction(parsed =>
        {
            action(parsed, new Printer(parsed.GetValue(GlobalOptions.Output)));
            return ExitCodes.Done;
        });
        return command;
    }

    private sealed record Row(
        [property: JsonPropertyName("name")] string Name, [property: JsonPropertyName("server")] Uri Server,
        [property: JsonPropertyName("current")] bool Current);
}
