namespace PosSaga.Tests.Killing.Support;

/// <summary>The front end as it was built along with these tests: same runtime, same configuration.</summary>
internal static class FrontEnd
{
    /// <remarks>artifacts/{runtime}/bin/Tests/{configuration} → artifacts/{runtime}/bin/ApiFrontend/{configuration}.
    /// Not the copy beside the tests: that one has the tests' dependencies.</remarks>
    public static string Dll { get; } = Find();

    private static string Find()
    {
        var tests = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var dll = Path.Combine(
            tests.Parent!.Parent!.FullName, "ApiFrontend", tests.Name, "PosSaga.ApiFrontend.dll");
        return File.Exists(dll)
            ? dll
            : throw new InvalidOperationException($"The front end is not built: {dll} does not exist.");
    }
}
