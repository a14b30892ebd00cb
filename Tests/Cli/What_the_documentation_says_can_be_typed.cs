using System.CommandLine.Parsing;
using PosSaga.Cli;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Cli;

/// <summary>Every command in docs/cli.md is one of pos, and every command of pos is there.</summary>
public sealed class What_the_documentation_says_can_be_typed
{
    private static readonly List<string> Typed = Repository.Text("docs", "cli.md").Split('\n')
        .Select(line => line.StartsWith("$ ", StringComparison.Ordinal) ? line[2..] : line)
        .Where(line => line.StartsWith("pos ", StringComparison.Ordinal)).ToList();

    [Fact] public void Every_line_can_be_read()
    {
        Assert.True(Typed.Count > 30, "They are not found any more.");
        Assert.Empty(Typed.SelectMany(line => Parse(line).Errors.Select(error => $"{line}: {error.Message}")));
    }

    [Fact] public void Every_command_is_shown()
    {
        var shown = Typed.Select(line => Parse(line).CommandResult)
            .Select(result => result.Command.Name + "<" + Above(result)).ToHashSet();
        var all = PosProgram.Root().Subcommands.SelectMany(command => command.Subcommands.Count == 0
            ? [command.Name + "<pos"]
            : command.Subcommands.Select(sub => sub.Name + "<" + command.Name));
        Assert.Empty(all.Except(shown));
    }

    private static System.CommandLine.ParseResult Parse(string line) =>
        PosProgram.Root().Parse([.. CommandLineParser.SplitCommandLine(line).Skip(1)]);

    private static string Above(CommandResult result) =>
        result.Parent is CommandResult { Command: not System.CommandLine.RootCommand } parent
            ? parent.Command.Name
            : "pos";
}
