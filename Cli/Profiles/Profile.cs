namespace PosSaga.Cli.Profiles;

/// <summary>A system, and the key that belongs to it.</summary>
internal sealed record Profile(string Name, Uri Server, string Key);

/// <summary>All of them. <paramref name="Current"/>: the name of the one in use.</summary>
internal sealed record ProfileFile(string? Current, IReadOnlyList<Profile> Profiles)
{
    public static ProfileFile Empty { get; } = new(null, []);

    public Profile? Find(string? name) => Profiles.FirstOrDefault(profile => profile.Name == name);

    public ProfileFile With(Profile profile) => this with
    {
        Current = Current ?? profile.Name,
        Profiles = [.. Profiles.Where(other => other.Name != profile.Name), profile],
    };

    public ProfileFile Without(string name) => this with
    {
        Current = Current == name ? null : Current,
        Profiles = [.. Profiles.Where(other => other.Name != name)],
    };
}
