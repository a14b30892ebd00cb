namespace PosSaga.Load;

/// <summary>One of the two builds: its own <c>Load</c>, and its own front end where a scenario needs one.</summary>
/// <param name="Name"><c>old</c> or <c>new</c>.</param>
/// <param name="ApiFrontend">Null when it was not found.</param>
internal sealed record Build(string Name, string Folder, string Load, string? ApiFrontend)
{
    private const string LoadProject = "Load";
    private const string ApiProject = "ApiFrontend";

    /// <param name="folder">A built checkout, or a folder of published outputs.</param>
    /// <exception cref="SystemNotUsableException">There is no Load in it.</exception>
    public static Build In(string name, string folder)
    {
        var places = Places(folder, LoadProject);
        var load = places.FirstOrDefault(File.Exists) ?? throw new SystemNotUsableException(
            $"The {name} build has no Load. Build it with -c Release, or publish it; looked for:\n  "
            + string.Join("\n  ", places));
        return new Build(name, folder, load, Places(folder, ApiProject).FirstOrDefault(File.Exists));
    }

    /// <summary>The build that this process runs: its front end lies beside it, in the same configuration.</summary>
    public static Build ThisOne(string name)
    {
        var home = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar));
        var outputs = home.Parent?.Parent?.FullName ?? home.FullName;
        var front = Path.Combine(outputs, ApiProject, home.Name, Dll(ApiProject));
        return In(name, home.FullName) with { ApiFrontend = File.Exists(front) ? front : null };
    }

    /// <exception cref="SystemNotUsableException">It is not built.</exception>
    public string RequireApiFrontend() => ApiFrontend ?? throw new SystemNotUsableException(
        $"The {Name} build has no front end. Build ApiFrontend with -c Release as well; looked for:\n  "
        + string.Join("\n  ", Places(Folder, ApiProject)));

    // Up to 6f21a1f each runtime had its own folder of outputs.
    private static string[] Places(string folder, string project) =>
    [
        Path.Combine(folder, Dll(project)),
        Path.Combine(folder, project, Dll(project)),
        Path.Combine(folder, "artifacts", "bin", project, "release", Dll(project)),
        Path.Combine(folder, "artifacts", "Orleans", "bin", project, "release", Dll(project)),
        Path.Combine(folder, "artifacts", "publish", project, "release", Dll(project)),
        Path.Combine(folder, "artifacts", "Orleans", "publish", project, "release", Dll(project)),
    ];

    private static string Dll(string project) => $"PosSaga.{project}.dll";
}
