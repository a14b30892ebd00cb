using System.Text.Json;

namespace PosSaga.Cli.Profiles;

/// <summary>Profiles in the user's configuration directory, in a file that only the user reads: it holds
/// keys.</summary>
internal static class ProfileStore
{
    private const UnixFileMode OnlyTheUser = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OnlyTheUsersFolder = OnlyTheUser | UnixFileMode.UserExecute;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>XDG_CONFIG_HOME is honoured; on Windows it is the roaming application data.</summary>
    public static string Path { get; } = System.IO.Path.Combine(
        Environment.GetFolderPath(
            Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "pos", "profiles.json");

    public static ProfileFile Read()
    {
        if (!File.Exists(Path))
            return ProfileFile.Empty;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(Path) & ~OnlyTheUser) != 0)
            throw new UsageException(
                $"Others may read {Path}, and it holds keys: chmod 600 it, and withdraw those keys.");
        try
        {
            return JsonSerializer.Deserialize<ProfileFile>(File.ReadAllText(Path), Json) ?? ProfileFile.Empty;
        }
        catch (JsonException)
        {
            throw new UsageException($"{Path} is not a file of profiles: mend it, or delete it and add them again.");
        }
    }

    /// <summary>Beside the old file first, then over it: a crash leaves one of the two, whole.</summary>
    public static void Write(ProfileFile profiles)
    {
        var folder = System.IO.Path.GetDirectoryName(Path)!;
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, OnlyTheUsersFolder);
        var fresh = $"{Path}.{Guid.NewGuid():N}";
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = OnlyTheUser;
        using (var stream = new FileStream(fresh, options))
            JsonSerializer.Serialize(stream, profiles, Json);
        File.Move(fresh, Path, overwrite: true);
    }
}
