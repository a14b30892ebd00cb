using System.Reflection;
using System.Text.Json.Nodes;
using PosSaga.Journal;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Stored;

/// <summary>One value as it was stored.</summary>
/// <param name="Stored">The text of the journal or of a snapshot.</param>
/// <param name="Opened">The same with personal data open, where there is any.</param>
/// <param name="Today">Where the stored name has an upcast: what it is read as.</param>
internal sealed record StoredExample(JsonNode Stored, JsonNode? Opened = null, JsonNode? Today = null);

/// <summary>A checked-in file with examples of one stored name. Examples are added, never changed.</summary>
internal sealed record StoredFile(string Name, IReadOnlyList<StoredExample> Examples)
{
    private static readonly string Folder = Repository.PathOf("Tests", "Stored");

    /// <summary>Events and states of today.</summary>
    public static IReadOnlyList<Type> Types { get; } =
    [
        .. typeof(EventJson).Assembly.GetTypes().Concat(typeof(StateJson).Assembly.GetTypes())
            .Where(type => type.GetCustomAttribute<StoredAsAttribute>() is not null),
    ];

    /// <summary>Of every file there is, below the folder of this class.</summary>
    public static IEnumerable<string> Paths => new[] { "events", "snapshots" }
        .Where(kind => Directory.Exists(Path.Combine(Folder, kind)))
        .SelectMany(kind => Directory.GetFiles(Path.Combine(Folder, kind), "*.json"))
        .Select(path => Path.GetRelativePath(Folder, path)).Order(StringComparer.Ordinal);

    public bool IsState => IsStateName(Name);

    public static string NameOf(Type type) => type.GetCustomAttribute<StoredAsAttribute>()!.Name;

    public static string PathOf(string name) => Path.Combine(
        IsStateName(name) ? "snapshots" : "events", name.Replace('/', '-') + ".json");

    public static StoredFile? Find(string name) =>
        File.Exists(Path.Combine(Folder, PathOf(name))) ? Read(PathOf(name)) : null;

    public static StoredFile Read(string path)
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, path)))!;
        return new StoredFile((string)json["name"]!,
            [.. json["examples"]!.AsArray().Select(e => new StoredExample(e!["stored"]!, e["opened"], e["today"]))]);
    }

    public void Write()
    {
        var path = Path.Combine(Folder, PathOf(Name));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, StoredJson.Text(new JsonObject
        {
            ["name"] = Name, ["examples"] = new JsonArray([.. Examples.Select(Json)]),
        }));
    }

    private static JsonObject Json(StoredExample example)
    {
        var json = new JsonObject { ["stored"] = example.Stored.DeepClone() };
        if (example.Opened is not null)
            json["opened"] = example.Opened.DeepClone();
        if (example.Today is not null)
            json["today"] = example.Today.DeepClone();
        return json;
    }

    private static bool IsStateName(string name) => name.Contains(".state/", StringComparison.Ordinal);
}
