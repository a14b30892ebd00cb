using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace PosSaga.Tests.Deploy.Support;

/// <summary>What an overlay brings into a cluster: rendered by kubectl where it is installed. Elsewhere the same
/// resources as they are written, without the overlay's patches.</summary>
internal sealed class Overlay
{
    private static readonly ConcurrentDictionary<string, Lazy<Overlay>> Known = new();

    private Overlay(string name, IReadOnlyList<JsonObject> resources) => (Name, Resources) = (name, resources);

    public string Name { get; }

    public IReadOnlyList<JsonObject> Resources { get; }

    public static TheoryData<string> Names => ["local", "production"];

    public static Overlay Of(string name) => Known.GetOrAdd(name, static overlay => new(() => Load(overlay))).Value;

    public IEnumerable<JsonObject> All(params string[] kinds) => Resources.Where(r => kinds.Contains(r.Text("kind")));

    public JsonObject One(string kind, string name) =>
        Assert.Single(Resources, r => r.Text("kind") == kind && r.Text("metadata", "name") == name);

    public bool Has(string kind, string? name) => All(kind).Any(r => r.Text("metadata", "name") == name);

    /// <summary>What runs pods, with the template of its pods.</summary>
    public IEnumerable<(JsonObject Owner, JsonNode Pod)> Workloads =>
        All("Deployment", "StatefulSet", "Job").Select(owner => (owner, owner.At("spec", "template")!));

    private static Overlay Load(string name)
    {
        var folder = Repository.PathOf("deploy", "k8s", "overlays", name);
        return new Overlay(name, Tool.IsInstalled("kubectl")
            ? Yaml.Documents(Tool.Run("kubectl", "kustomize", folder))
            : [.. Written(folder)]);
    }

    private static IEnumerable<JsonObject> Written(string folder)
    {
        var kustomization = Yaml.Documents(File.ReadAllText(Path.Combine(folder, "kustomization.yaml"))).Single();
        foreach (var part in kustomization.Each("resources").Concat(kustomization.Each("components")))
        {
            var path = Path.Combine(folder, part.ToString());
            foreach (var resource in Directory.Exists(path) ? Written(path) : Yaml.Documents(File.ReadAllText(path)))
                yield return resource;
        }
        foreach (var (kind, generator) in ((string, string)[])
            [("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")])
            foreach (var made in kustomization.Each(generator).Where(made => made.Text("behavior") != "merge"))
                yield return new JsonObject
                {
                    ["kind"] = kind,
                    ["metadata"] = new JsonObject
                    {
                        ["name"] = made.Text("name"), ["labels"] = made.At("options", "labels")?.DeepClone(),
                    },
                };
    }
}
