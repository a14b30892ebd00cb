using System.CommandLine;

namespace PosSaga.Cli.Commands;

/// <summary><c>pos completion bash|zsh</c>: a script for the shell, which asks pos itself what may follow.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        # eval "$(pos completion bash)"
        _pos() {
            local rest="${COMP_LINE#* }" IFS=$'\n'
            local at=$(( COMP_POINT - ${#COMP_LINE} + ${#rest} ))
            COMPREPLY=( $(compgen -W "$(pos "[suggest:$at]" "$rest" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}") )
        }
        complete -F _pos pos
        """;

    private const string Zsh = """
        # eval "$(pos completion zsh)"
        _pos() {
            local rest="${BUFFER#* }"
            local at=$(( CURSOR - ${#BUFFER} + ${#rest} ))
            local -a words=("${(@f)$(pos "[suggest:$at]" "$rest" 2>/dev/null)}")
            compadd -a words
        }
        compdef _pos pos
        """;

    public static Command Define() => new("completion", "Prints a completion script")
    {
        Of("bash", "For bash: eval \"$(pos completion bash)\"", Bash),
        Of("zsh", "For zsh: eval \"$(pos completion zsh)\"", Zsh),
    };

    private static Command Of(string shell, string about, string script)
    {
        var command = new Command(shell, about);
        command.SetAction(_ => Console.Out.WriteLine(script));
        return command;
    }
}
