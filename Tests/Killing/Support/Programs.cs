namespace PosSaga.Tests.Killing.Support;

/// <summary>The programs as they were built along with these tests: same runtime, same configuration.</summary>
internal static class Programs
{
    public static string FrontEnd { get; } = Find("ApiFrontend");

    public static string Silo { get; } = Find("Silo");

    /// <remarks>artifacts/{runtime}/bin/Tests/{configuration} → artifacts/{runtime}/bin/{project}/{configuration}.
    /// Not the copy beside the tests: that one has the tests' dependencies.</remarks>
    private static string Find(string project)
    {
        var tests = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var dll = Path.Combine(tests.Parent!.Parent!.FullName, project, tests.Name, $"PosSaga.{project}.dll");
        return File.Exists(dll)
            ? dll
            : throw new InvalidOperationException($"{project} is not built: {dll} does not exist.");
    }
}
