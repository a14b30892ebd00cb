using System.Text.Json.Nodes;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>What a pod may do, what it may use, and how it is watched.</summary>
public sealed class Every_pod_is_confined
{
    public static TheoryData<string> Overlays => Overlay.Names;

    [Theory, MemberData(nameof(Overlays))]
    public void It_is_nobody_and_writes_nowhere(string overlay)
    {
        foreach (var (name, pod, container) in Containers(overlay))
        {
            var (all, own) = (pod.At("spec", "securityContext"), container.At("securityContext"));
            Assert.Equal((name, "true"), (name, all.Text("runAsNonRoot")));
            Assert.Equal((name, "RuntimeDefault"), (name, all.Text("seccompProfile", "type")));
            Assert.NotEqual((name, "0"), (name, all.Text("runAsUser") ?? "0"));
            Assert.Equal((name, "true"), (name, own.Text("readOnlyRootFilesystem")));
            Assert.Equal((name, "false"), (name, own.Text("allowPrivilegeEscalation")));
            Assert.Equal(["ALL"], own.Each("capabilities", "drop").Select(c => c.ToString()));
            Assert.Equal((name, "false"), (name, pod.Text("spec", "automountServiceAccountToken")));
            Assert.Contains("/tmp", container.Each("volumeMounts").Select(mount => mount.Text("mountPath")));
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void It_asks_for_what_it_needs_and_has_an_end(string overlay)
    {
        foreach (var (name, _, container) in Containers(overlay))
        {
            Assert.True(container.At("resources", "requests", "cpu") is not null, name);
            Assert.True(container.At("resources", "requests", "memory") is not null, name);
            Assert.True(container.At("resources", "limits", "memory") is not null, name);
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void Readiness_may_ask_the_database_liveness_must_not(string overlay)
    {
        foreach (var name in (string[])["possaga-silo", "possaga-api"])
        {
            var container = Overlay.Of(overlay).One("Deployment", name)
                .Each("spec", "template", "spec", "containers").Single();
            Assert.Equal("/health/live", container.Text("startupProbe", "httpGet", "path"));
            Assert.Equal("/health/ready", container.Text("readinessProbe", "httpGet", "path"));
            Assert.Equal("/health/live", container.Text("livenessProbe", "httpGet", "path"));
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void A_plain_Prometheus_finds_it_too(string overlay)
    {
        foreach (var name in (string[])["possaga-silo", "possaga-api"])
        {
            var template = Overlay.Of(overlay).One("Deployment", name).At("spec", "template");
            var said = template.Pairs("metadata", "annotations");
            Assert.Equal(("true", "/metrics"), (said["prometheus.io/scrape"], said["prometheus.io/path"]));
            Assert.Contains(
                said["prometheus.io/port"],
                template.Each("spec", "containers").Single().Each("ports").Select(p => p.Text("containerPort")));
        }
    }

    [Needs("kubectl")]
    public void In_production_silos_and_clients_show_certificates()
    {
        foreach (var name in (string[])["possaga-silo", "possaga-api"])
        {
            var pod = Overlay.Of("production").One("Deployment", name).At("spec", "template");
            var container = pod.Each("spec", "containers").Single();
            var folder = container.Each("volumeMounts").Single(m => m.Text("name") == "cluster-tls").Text("mountPath");
            foreach (var (key, file) in ((string, string)[])
                [("Certificate", "tls.crt"), ("Key", "tls.key"), ("Authority", "ca.crt")])
                Assert.Equal(
                    $"{folder}/{file}",
                    container.Each("env").Single(e => e.Text("name") == $"Cluster__Tls__{key}").Text("value"));
        }
    }

    [Fact]
    public void Nothing_in_production_says_Development_or_holds_a_secret()
    {
        var all = Overlay.Of("production");
        Assert.Empty(all.All("Secret"));
        Assert.DoesNotContain(
            "Development", string.Join('\n', all.Resources.Select(r => r.ToJsonString())), StringComparison.Ordinal);
    }

    private static IEnumerable<(string Name, JsonNode Pod, JsonNode Container)> Containers(string overlay) =>
        from workload in Overlay.Of(overlay).Workloads
        from container in workload.Pod.Each("spec", "containers")
        select (workload.Owner.Text("metadata", "name")!, workload.Pod, container);
}
