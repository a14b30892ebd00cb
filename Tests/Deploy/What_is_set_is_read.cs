using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PosSaga.Tests.Cluster.Support;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>A setting that nobody asks for is misspelt, or left over: what it says does not happen.</summary>
public sealed partial class What_is_set_is_read
{
    // Read by what the programs are built on: the host, the web server, the database client.
    private static readonly string[] ByOthers =
        ["ASPNETCORE_ENVIRONMENT", "ASPNETCORE_HTTP_PORTS", "ASPNETCORE_URLS", "PGGSSENCMODE"];

    [Theory, InlineData("local"), InlineData("production")]
    public void In_a_cluster(string overlay)
    {
        var all = Overlay.Of(overlay);
        foreach (var (owner, pod) in all.Workloads.Where(w => w.Owner.Text("metadata", "name") != "possaga-postgres"))
        {
            var names = pod.Each("spec", "containers").SelectMany(container => container.Each("env"))
                .Select(one => one.Text("name")!).ToList();
            Assert.NotEmpty(names);
            Assert.Empty(Unread(names).Select(name => $"{owner.Text("metadata", "name")}: {name}"));
        }
    }

    [Fact]
    public void In_settings_that_all_pods_share() => Assert.Empty(Unread(
        [.. Repository.Text("deploy", "k8s", "base", "settings.env")
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Concat(Literals("local")).Concat(Literals("production"))
            .Select(line => line.Split('=')[0])]));

    [Fact]
    public void In_compose()
    {
        var services = (JsonObject)Yaml.Documents(Repository.Text("deploy", "compose.yaml")).Single()["services"]!;
        foreach (var name in (string[])["migrate", "silo-1", "silo-2", "api"])
            Assert.Empty(Unread([.. services[name].Pairs("environment").Keys]).Select(one => $"{name}: {one}"));
    }

    [Fact]
    public void In_the_images()
    {
        var names = Assigned().Matches(Repository.Text("deploy", "Dockerfile"))
            .Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("Cluster__Mode", names);
        Assert.Empty(Unread(names));
    }

    [Fact]
    public void A_name_that_nobody_asks_for_is_found() =>
        Assert.Equal(
            ["Cluster__ClusterIdd", "POD_NODE"],
            Unread(["Cluster__ClusterId", "Cluster__ClusterIdd", "POD_IP", "POD_NODE"]));

    private static IEnumerable<string> Unread(IReadOnlyList<string> names)
    {
        var set = names.Append("ConnectionStrings__Journal").Distinct().ToDictionary(name => name, Plausible);
        // A certificate is loaded while the program is put together.
        using var authority = new TestAuthority();
        foreach (var (key, path) in authority.Member())
            if (set.ContainsKey(key.Replace(":", "__", StringComparison.Ordinal)))
                set[key.Replace(":", "__", StringComparison.Ordinal)] = path;
        return [.. names.Except(ByOthers).Except(Asked.ByTheProgram(set))];
    }

    /// <summary>Something that the program puts itself together with; a front end and a silo in one, since every build
    /// can be that.</summary>
    private static string Plausible(string name) => name switch
    {
        "ConnectionStrings__Journal" => "Host=nowhere",
        "Journal__MasterKey" => Convert.ToBase64String(new byte[32]),
        "Cluster__Mode" => "Both",
        "Cluster__SiloPort" => "11111",
        "Cluster__GatewayPort" => "30000",
        "POD_IP" => "192.0.2.1",
        _ when name.EndsWith("__Sha256", StringComparison.Ordinal) => new string('0', 64),
        _ when name.EndsWith("__Roles__0", StringComparison.Ordinal) => "admin",
        _ => "possaga",
    };

    /// <summary>What an overlay adds to the settings, and the keys of callers that it lets in.</summary>
    private static IEnumerable<string> Literals(string overlay)
    {
        var file = Repository.Text("deploy", "k8s", "overlays", overlay, "kustomization.yaml");
        var written = Yaml.Documents(file).Single();
        return written.Each("configMapGenerator").Where(map => map.Text("name") == "possaga-settings")
            .Concat(written.Each("secretGenerator").Where(secret => secret.Text("name") == "possaga-callers"))
            .SelectMany(made => made.Each("literals")).Select(literal => literal.ToString());
    }

    [GeneratedRegex(@"(?m)^(?:ENV|   ) +(\w+)=")]
    private static partial Regex Assigned();
}
