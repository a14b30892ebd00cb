using PosSaga.Cli;
using PosSaga.Tests.Api;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Cli;

/// <summary>Systems and keys by name, in a file that only its user reads; and what shells ask for.</summary>
[Collection(ApiCollection.Name)]
[Trait(Categories.Name, Categories.System)]
public sealed class When_pos_keeps_profiles(ApiHost host) : IDisposable
{
    private readonly Pos _pos = new(null) { Key = null };

    private string File => Path.Combine(_pos.Home, "pos", "profiles.json");

    [Fact] public async Task A_key_is_saved_for_its_user_only_and_used_for_its_server_only()
    {
        await Add("ops", Calls.Ops);
        await Add("wrong", "wrong");
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        var list = (await _pos.Run("profile", "list", "-o", "json")).Is(ExitCodes.Done);
        Assert.DoesNotContain(Calls.Ops, list.Out, StringComparison.Ordinal);
        Assert.Equal([true, false], list.Json["items"]!.AsArray().Select(one => (bool)one!["current"]!));

        (await _pos.Run("saga", "groups")).Is(ExitCodes.Done);
        (await _pos.Run("saga", "groups", "--profile", "wrong")).Is(ExitCodes.NotAuthorised);
        (await _pos.Run("profile", "use", "wrong")).Is(ExitCodes.Done);
        (await _pos.Run("saga", "groups")).Is(ExitCodes.NotAuthorised);
        var other = (await _pos.Run("saga", "groups", "--server", "http://127.0.0.1:9")).Is(ExitCodes.Usage).Error;
        Assert.Contains("There is no key for", other, StringComparison.Ordinal);
        (await _pos.Run("profile", "remove", "wrong")).Is(ExitCodes.Done);
        (await _pos.Run("profile", "use", "wrong")).Is(ExitCodes.Usage);
    }

    [Fact] public async Task A_file_that_others_read_or_that_is_broken_is_not_used()
    {
        await Add("ops", Calls.Ops);
        if (!OperatingSystem.IsWindows())
        {
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            var open = (await _pos.Run("verify")).Is(ExitCodes.Usage).Error;
            Assert.Contains("chmod 600", open, StringComparison.Ordinal);
            System.IO.File.SetUnixFileMode(File, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        await System.IO.File.WriteAllTextAsync(File, "{");
        Assert.Contains("mend it", (await _pos.Run("verify")).Is(ExitCodes.Usage).Error, StringComparison.Ordinal);
    }

    [Needs("bash")] public async Task Bash_completes_commands_and_values()
    {
        Assert.Equal(["ship", "show"], await Completed("pos order sh"));
        Assert.Equal(["waiting"], await Completed("pos saga list --state wai"));
    }

    public void Dispose() => _pos.Dispose();

    private async Task Add(string name, string key) => (await _pos.Start(
        "dotnet", [Pos.Program, "profile", "add", name, "--server", host.Address.ToString()], key + "\n"))
        .Is(ExitCodes.Done);

    // What bash does when Tab is pressed behind the line.
    private async Task<IEnumerable<string>> Completed(string line)
    {
        var said = await _pos.Start(
            "bash",
            [
                "-c",
                $$"""
                pos() { dotnet {{Pos.Program}} "$@"; }
                eval "$(pos completion bash)"
                COMP_LINE='{{line}}' COMP_POINT={{line.Length}} COMP_WORDS=({{line}})
                COMP_CWORD=$(( ${#COMP_WORDS[@]} - 1 ))
                _pos
                printf '%s\n' "${COMPREPLY[@]}"
                """,
            ],
            "");
        return said.Is(0).Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order();
    }
}
