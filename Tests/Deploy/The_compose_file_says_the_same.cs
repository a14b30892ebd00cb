using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>compose.yaml, the Dockerfile and the cluster's manifests are three descriptions of one system.</summary>
public sealed partial class The_compose_file_says_the_same
{
    private static readonly JsonObject Compose = Yaml.Documents(Repository.Text("deploy", "compose.yaml")).Single();
    private static readonly string Dockerfile = Repository.Text("deploy", "Dockerfile");

    private static Dictionary<string, JsonNode> Services =>
        ((JsonObject)Compose["services"]!).ToDictionary(pair => pair.Key, pair => pair.Value!);

    [Fact]
    public void Ours_write_nowhere_and_may_do_nothing()
    {
        foreach (var name in (string[])["migrate", "silo-1", "silo-2", "api"])
        {
            Assert.Equal((name, "true"), (name, Services[name].Text("read_only")));
            Assert.Equal(["ALL"], Services[name].Each("cap_drop").Select(c => c.ToString()));
            Assert.Equal("60s", Services[name].Text("stop_grace_period"));
        }
    }

    [Fact]
    public void Every_image_of_ours_is_a_stage_of_the_Dockerfile()
    {
        var stages = Stages().Matches(Dockerfile).Select(match => match.Groups[1].Value).ToHashSet();
        var built = Services.Values.Select(service => service.Text("build", "target")).OfType<string>().ToHashSet();
        Assert.Equal(["api", "silo"], built.Order());
        Assert.Subset(stages, built);
        foreach (var (_, pod) in Overlay.Of("local").Workloads)
            foreach (var image in pod.Each("spec", "containers").Select(c => c.Text("image")!)
                .Where(i => i.StartsWith("possaga-", StringComparison.Ordinal)))
                Assert.Contains(image["possaga-".Length..].Split(':')[0], built);
    }

    [Fact]
    public void An_image_of_ours_is_built_by_one_service_and_never_pulled()
    {
        var ours = Services.Values.Where(IsOurs).ToList();
        Assert.Equal(4, ours.Count);
        Assert.All(ours, service => Assert.Equal("never", service.Text("pull_policy")));
        // Of two that build one tag at once, where there is none yet, the second is told that it exists: all fails.
        foreach (var same in ours.GroupBy(service => service.Text("image")))
            Assert.Single(same, service => service.At("build") is not null);
    }

    [Fact]
    public void The_SDK_runs_on_the_machine_that_builds() =>
        Assert.Matches(@"(?m)^FROM --platform=\$BUILDPLATFORM \S+/sdk:\S+ AS build$", Dockerfile);

    [Fact]
    public void Libraries_that_are_kept_are_those_that_the_runtime_image_can_load()
    {
        Assert.Contains("! -name 'linux-musl-*'", Dockerfile, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^FROM \S+-alpine AS runtime$", Dockerfile);
    }

    [Fact]
    public void Images_run_Orleans_as_nobody_and_can_be_asked()
    {
        var runtime = Dockerfile[Dockerfile.IndexOf("AS runtime", StringComparison.Ordinal)..];
        Assert.Matches(@"(?m)^USER \$APP_UID$", runtime);
        Assert.DoesNotContain("USER root", runtime, StringComparison.Ordinal);
        Assert.Matches(@"(?s)HEALTHCHECK .*?/health/ready", runtime);
    }

    [Fact]
    public void Whoever_is_waited_for_is_there_and_can_be_healthy()
    {
        foreach (var (name, service) in Services)
            foreach (var (other, condition) in (service["depends_on"] as JsonObject)?.ToList() ?? [])
            {
                Assert.True(Services.ContainsKey(other), $"{name} waits for {other}");
                if (condition.Text("condition") == "service_healthy")
                    Assert.True(Services[other].At("healthcheck") is not null || IsOurs(Services[other]), other);
            }
    }

    [Fact]
    public void It_sets_the_keys_that_the_cluster_sets()
    {
        foreach (var (service, deployment) in ((string, string)[])
            [("silo-1", "possaga-silo"), ("silo-2", "possaga-silo"), ("api", "possaga-api")])
        {
            var set = Services[service].Pairs("environment").Keys;
            var pod = Overlay.Of("local").One("Deployment", deployment).At("spec", "template");
            // A master key, which Development has of its own.
            var wanted = pod.Everything().Where(n => n["valueFrom"] is not null || n["value"] is not null)
                .Select(n => n.Text("name")!)
                .Where(key => key != "Journal__MasterKey")
                .Concat(
                    Repository.Text("deploy", "k8s", "base", "settings.env")
                        .Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('=')[0]));
            Assert.Equal(wanted.Order(StringComparer.Ordinal), set.Order(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Prometheus_scrapes_every_one_under_the_name_that_rules_know()
    {
        var jobs = Yaml.Documents(Repository.Text("deploy", "monitoring", "prometheus.yaml")).Single()
            .Each("scrape_configs")
            .ToDictionary(
                job => job.Text("job_name")!,
                job => job.Each("static_configs").Single().Each("targets").Select(t => t.ToString()));
        Assert.Equal(["silo-1:8080", "silo-2:8080"], jobs["possaga-silo"]);
        Assert.Equal(["api:8080"], jobs["possaga-api"]);
        var asked = Watched.Everything.SelectMany(watch => Jobs().Matches(watch.Expression))
            .Select(match => match.Groups[1].Value);
        Assert.Subset(jobs.Keys.ToHashSet(), asked.ToHashSet());
    }

    [Fact]
    public void What_compose_cuts_out_of_the_rules_is_a_rule_file()
    {
        // The same as its sed: everything below "spec:", two columns to the left.
        Assert.Contains(
            "sed -e '1,/^spec:$$/d' -e 's/^  //'", Services["prometheus"].Each("command").Single().ToString(),
            StringComparison.Ordinal);
        var text = Repository.Text("deploy", "monitoring", "alerts.yaml");
        var lines = text[(text.IndexOf("\nspec:\n", StringComparison.Ordinal) + 7)..].Split('\n');
        Assert.All(
            lines.Where(line => line.Length > 0), line => Assert.StartsWith("  ", line, StringComparison.Ordinal));
        var rules =
            Yaml.Documents(string.Join('\n', lines.Select(line => line.Length > 2 ? line[2..] : line))).Single();
        Assert.Equal(["groups"], rules.Select(pair => pair.Key));
        Assert.Equal(Watched.Alerts.Count, rules.Each("groups").SelectMany(group => group.Each("rules")).Count());
    }

    /// <summary>An image of the Dockerfile, which brings its health check.</summary>
    private static bool IsOurs(JsonNode service) =>
        Services.Values.Any(other => other.At("build") is not null && other.Text("image") == service.Text("image"));

    [GeneratedRegex(@"(?m)^FROM (?:--\S+ )?\S+ AS (\w+)$")]
    private static partial Regex Stages();

    [GeneratedRegex("job=\"([^\"]+)\"")]
    private static partial Regex Jobs();
}
