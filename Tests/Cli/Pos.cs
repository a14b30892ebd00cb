using System.Diagnostics;
using System.Text.Json.Nodes;
using PosSaga.Tests.Api;

namespace PosSaga.Tests.Cli;

/// <summary>What one call of pos came to.</summary>
internal sealed record Said(int ExitCode, string Out, string Error)
{
    public JsonNode Json => JsonNode.Parse(Out)!;

    /// <summary>The exit code, and sentences instead of a stack.</summary>
    public Said Is(int exitCode)
    {
        Assert.True(exitCode == ExitCode, $"Exit code {ExitCode}, not {exitCode}:\n{Out}\n{Error}");
        Assert.DoesNotContain("   at PosSaga.", Out + Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at System.", Out + Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", Out + Error, StringComparison.Ordinal);
        return this;
    }
}

/// <summary>The built program as a process, with a home of its own.</summary>
internal sealed class Pos(Uri? server) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public string Home { get; } = Directory.CreateTempSubdirectory("possaga-cli-").FullName;

    /// <summary>Null: the environment names none.</summary>
    public string? Key { get; init; } = Calls.Ops;

    // artifacts/bin/Tests/{configuration} → artifacts/bin/Cli/{configuration}: not the copy beside the tests.
    public static string Program { get; } = Find();

    public Task<Said> Run(params string[] arguments) => Start("dotnet", [Program, .. arguments], "");

    /// <summary>Something else that calls pos, such as a shell.</summary>
    public async Task<Said> Start(string program, IEnumerable<string> arguments, string input)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        foreach (var (name, value) in new (string, string?)[]
        {
            ("POS_SERVER", server?.ToString()), ("POS_API_KEY", Key), ("XDG_CONFIG_HOME", Home), ("HOME", Home),
        })
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var (said, error) = (
                process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return new(process.ExitCode, await said, await error);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end.");
        }
    }

    public void Dispose() => Directory.Delete(Home, recursive: true);

    private static string Find()
    {
        var tests = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var dll = Path.Combine(tests.Parent!.Parent!.FullName, "Cli", tests.Name, "pos.dll");
        return File.Exists(dll) ? dll : throw new InvalidOperationException($"pos is not built: {dll} does not exist.");
    }
}
