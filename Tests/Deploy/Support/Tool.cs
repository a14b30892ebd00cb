using System.Diagnostics;

namespace PosSaga.Tests.Deploy.Support;

/// <summary>A program that may be installed: what it says is checked where it is.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    public static bool IsInstalled(string name) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Any(folder => File.Exists(Path.Combine(folder, name)) || File.Exists(Path.Combine(folder, name + ".exe")));

    /// <summary>Its standard output. Fails the test, with what it complained of, when it ends with an error.</summary>
    public static string Run(string name, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(name, arguments)
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        })!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} {string.Join(' ', arguments)} did not end.");
        }
        Assert.True(process.ExitCode == 0, $"{name} {string.Join(' ', arguments)}: {output.Result}{errors.Result}");
        return output.Result;
    }
}

/// <summary>A test that needs a program; reported as skipped where it is not installed.</summary>
public sealed class NeedsAttribute : FactAttribute
{
    public NeedsAttribute(string program) =>
        Skip = Tool.IsInstalled(program) ? null : $"{program} is not installed here.";
}
