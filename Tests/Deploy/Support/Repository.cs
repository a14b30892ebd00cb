namespace PosSaga.Tests.Deploy.Support;

/// <summary>The files that are deployed, where they are written.</summary>
internal static class Repository
{
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    public static string Text(params string[] parts) => File.ReadAllText(PathOf(parts));

    private static string Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent)
            if (File.Exists(Path.Combine(at.FullName, "PosSaga.sln")))
                return at.FullName;
        throw new DirectoryNotFoundException($"No PosSaga.sln above {folder}.");
    }
}
