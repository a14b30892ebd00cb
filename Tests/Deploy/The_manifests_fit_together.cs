using System.Text.Json.Nodes;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>Names in one resource that another must bear. Kubernetes takes a manifest that points nowhere without a
/// word; its pods then wait for ever.</summary>
public sealed class The_manifests_fit_together
{
    public static TheoryData<string> Overlays => Overlay.Names;

    [Theory, MemberData(nameof(Overlays))]
    public void A_workload_selects_its_own_pods(string overlay)
    {
        foreach (var (owner, pod) in Overlay.Of(overlay).Workloads.Where(w => w.Owner.Text("kind") != "Job"))
            Assert.True(Selects(owner.At("spec", "selector", "matchLabels"), pod), owner.Text("metadata", "name"));
    }

    [Theory, MemberData(nameof(Overlays))]
    public void What_selects_pods_selects_those_of_one_workload(string overlay)
    {
        var all = Overlay.Of(overlay);
        var selectors = all.All("Service").Select(s => (s, s.At("spec", "selector")))
            .Concat(all.All("PodDisruptionBudget").Select(b => (b, b.At("spec", "selector", "matchLabels"))))
            .Concat(all.Workloads.SelectMany(w => w.Pod.Each("spec", "topologySpreadConstraints")
                .Select(spread => (w.Owner, spread.At("labelSelector", "matchLabels")))));
        foreach (var (source, selector) in selectors)
        {
            var selected = all.Workloads.Where(w => Selects(selector, w.Pod))
                .Select(w => w.Owner.Text("metadata", "name"));
            Assert.Equal([source.Text("metadata", "name")], selected);
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void A_service_leads_to_a_port_of_its_pods(string overlay)
    {
        var all = Overlay.Of(overlay);
        foreach (var service in all.All("Service"))
        {
            var pod = all.Workloads.Single(w => Selects(service.At("spec", "selector"), w.Pod)).Pod;
            Assert.Subset(
                PortNames(pod), service.Each("spec", "ports").Select(port => port.Text("targetPort")!).ToHashSet());
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void Probes_ask_a_port_that_is_there(string overlay)
    {
        foreach (var (_, pod) in Overlay.Of(overlay).Workloads)
        {
            var asked = pod.Everything().Where(node => node["httpGet"] is not null)
                .Select(node => node.Text("httpGet", "port")!);
            Assert.Subset(PortNames(pod), asked.ToHashSet());
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void An_ingress_leads_to_a_service_and_its_port(string overlay)
    {
        var all = Overlay.Of(overlay);
        var backends = all.All("Ingress").SelectMany(ingress => ingress.Everything())
            .Where(node => node["backend"] is not null).ToList();
        Assert.NotEmpty(backends);
        foreach (var backend in backends)
        {
            var service = all.One("Service", backend.Text("backend", "service", "name")!);
            Assert.Contains(
                backend.Text("backend", "service", "port", "name"),
                service.Each("spec", "ports").Select(p => p.Text("name")));
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void Settings_and_accounts_that_pods_name_are_there(string overlay)
    {
        var all = Overlay.Of(overlay);
        foreach (var (_, pod) in all.Workloads)
        {
            foreach (var map in pod.Everything().Select(node => node.Text("configMapRef", "name")).OfType<string>())
                Assert.True(all.Has("ConfigMap", map), map);
            if (pod.Text("spec", "serviceAccountName") is { } account)
                Assert.True(all.Has("ServiceAccount", account), account);
        }
    }

    [Fact]
    public void Locally_every_secret_is_there_in_production_the_guide_says_how_to_make_it()
    {
        Assert.Empty(MissingSecrets(Overlay.Of("local")));
        var guide = Repository.Text("docs", "operating.md");
        var missing = MissingSecrets(Overlay.Of("production"));
        Assert.NotEmpty(missing);
        foreach (var secret in missing)
            Assert.Contains($"| `{secret}` |", guide, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Overlays))]
    public void The_migration_can_be_applied_before_the_rest(string overlay)
    {
        var all = Overlay.Of(overlay);
        var first = all.Resources.Where(
            r => r.Pairs("metadata", "labels").GetValueOrDefault("possaga.dev/stage") == "first")
            .Select(r => $"{r.Text("kind")} {r.Text("metadata", "name")}").ToHashSet();
        var pod = all.One("Job", "possaga-migrate").At("spec", "template", "spec");
        Assert.Contains("Job possaga-migrate", first);
        Assert.Contains("Namespace possaga", first);
        Assert.Contains($"ServiceAccount {pod.Text("serviceAccountName")}", first);
        Assert.All(pod.Everything().Select(node => node.Text("configMapRef", "name")).OfType<string>(),
            map => Assert.Contains($"ConfigMap {map}", first));
        Assert.DoesNotContain(first, name => name.StartsWith("Deployment", StringComparison.Ordinal));
    }

    [Theory, MemberData(nameof(Overlays))]
    public void What_is_mounted_is_a_volume_and_every_volume_is_mounted(string overlay)
    {
        foreach (var (owner, pod) in Overlay.Of(overlay).Workloads)
        {
            var volumes = pod.Each("spec", "volumes").Concat(owner.Each("spec", "volumeClaimTemplates"))
                .Select(volume => volume.Text("name") ?? volume.Text("metadata", "name"));
            var mounts = pod.Each("spec", "containers").SelectMany(c => c.Each("volumeMounts"))
                .Select(m => m.Text("name"));
            Assert.Equal(volumes.Order(), mounts.Distinct().Order());
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void A_scaler_scales_something_and_nobody_else_sets_its_number(string overlay)
    {
        var all = Overlay.Of(overlay);
        Assert.Equal(2, all.All("HorizontalPodAutoscaler").Count());
        foreach (var scaler in all.All("HorizontalPodAutoscaler"))
        {
            var target = all.One(
                scaler.Text("spec", "scaleTargetRef", "kind")!, scaler.Text("spec", "scaleTargetRef", "name")!);
            Assert.Null(target.At("spec", "replicas"));
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void No_two_resources_have_one_name(string overlay)
    {
        var names =
            Overlay.Of(overlay).Resources.Select(r => $"{r.Text("kind")} {r.Text("metadata", "name")}").ToList();
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Monitors_watch_a_service_by_a_port_that_it_has()
    {
        var all = Overlay.Of("production");
        Assert.Equal(
            ["possaga-api", "possaga-silo"], all.All("ServiceMonitor").Select(m => m.Text("metadata", "name")).Order());
        foreach (var monitor in all.All("ServiceMonitor"))
        {
            // The job's name is the service's, and rules ask for it.
            var labels = monitor.Pairs("spec", "selector", "matchLabels");
            var service = Assert.Single(
                all.All("Service"), s => labels.All(l => s.Pairs("metadata", "labels").Contains(l)));
            Assert.Equal(monitor.Text("metadata", "name"), service.Text("metadata", "name"));
            Assert.Contains(
                monitor.Each("spec", "endpoints").Single().Text("port"),
                service.Each("spec", "ports").Select(p => p.Text("name")));
        }
    }

    private static bool Selects(JsonNode? selector, JsonNode pod)
    {
        var labels = pod.Pairs("metadata", "labels");
        return selector.Pairs() is { Count: > 0 } wanted && wanted.All(labels.Contains);
    }

    private static HashSet<string> PortNames(JsonNode pod) =>
        [.. pod.Each("spec", "containers").SelectMany(c => c.Each("ports")).Select(port => port.Text("name")!)];

    private static List<string> MissingSecrets(Overlay all) => [.. all.Resources.SelectMany(r => r.Everything())
        .SelectMany(node =>
            (string?[])[node.Text("secretKeyRef", "name"), node.Text("secretRef", "name"), node.Text("secretName")])
        .OfType<string>().Distinct().Where(name => !all.Has("Secret", name))];
}
