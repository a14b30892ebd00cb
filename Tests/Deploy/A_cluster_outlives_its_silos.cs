using System.Globalization;
using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>An upgrade, a drained node and a quiet night take silos away; never the last ones, never in the middle of
/// something, never many at once.</summary>
public sealed class A_cluster_outlives_its_silos
{
    // What a process takes at most to end once it is told to.
    private const int ShutdownSeconds = 40;

    public static TheoryData<string, string> Deployments => new()
    {
        { "local", "possaga-silo" }, { "local", "possaga-api" }, { "production", "possaga-silo" },
        { "production", "possaga-api" },
    };

    [Theory, MemberData(nameof(Deployments))]
    public void A_new_one_is_ready_before_an_old_one_goes(string overlay, string name)
    {
        var spec = Overlay.Of(overlay).One("Deployment", name).At("spec");
        Assert.Equal("RollingUpdate", spec.Text("strategy", "type"));
        Assert.Equal("0", spec.Text("strategy", "rollingUpdate", "maxUnavailable"));
        Assert.Equal("1", spec.Text("strategy", "rollingUpdate", "maxSurge"));
        Assert.True(Number(spec.Text("minReadySeconds")) > 0);
    }

    [Theory, MemberData(nameof(Deployments))]
    public void It_is_given_the_time_to_end(string overlay, string name)
    {
        var pod = Overlay.Of(overlay).One("Deployment", name).At("spec", "template", "spec");
        var pause = pod.Each("containers").Single().Each("lifecycle", "preStop", "exec", "command").Skip(1)
            .Select(c => Number(c.ToString())).Sum();
        Assert.True(Number(pod.Text("terminationGracePeriodSeconds")) >= pause + ShutdownSeconds);
    }

    [Theory, InlineData("local"), InlineData("production")]
    public void Only_an_api_has_callers_that_must_first_learn_of_its_end(string overlay)
    {
        string Pause(string name) => string.Join(' ', Overlay.Of(overlay).One("Deployment", name)
            .Each("spec", "template", "spec", "containers").Single().Each("lifecycle", "preStop", "exec", "command"));
        Assert.Equal(("sleep 10", ""), (Pause("possaga-api"), Pause("possaga-silo")));
    }

    [Theory, MemberData(nameof(Deployments))]
    public void Who_drains_nodes_takes_one_at_a_time(string overlay, string name)
    {
        var budget = Overlay.Of(overlay).One("PodDisruptionBudget", name).At("spec");
        Assert.Equal("1", budget.Text("maxUnavailable"));
        // Else a pod that never gets ready blocks its node's drain for ever.
        Assert.Equal("AlwaysAllow", budget.Text("unhealthyPodEvictionPolicy"));
    }

    [Theory, MemberData(nameof(Deployments))]
    public void There_is_always_one_to_lose(string overlay, string name)
    {
        var scaler = Overlay.Of(overlay).One("HorizontalPodAutoscaler", name).At("spec");
        Assert.True(Number(scaler.Text("minReplicas")) >= 2);
        Assert.True(Number(scaler.Text("maxReplicas")) >= Number(scaler.Text("minReplicas")));
    }

    [Theory, InlineData("local"), InlineData("production")]
    public void Quiet_times_take_silos_away_slowly(string overlay)
    {
        var down = Overlay.Of(overlay).One("HorizontalPodAutoscaler", "possaga-silo")
            .At("spec", "behavior", "scaleDown");
        Assert.True(Number(down.Text("stabilizationWindowSeconds")) >= 300);
        var policy = Assert.Single(down.Each("policies"));
        Assert.Equal(("Pods", "1"), (policy.Text("type"), policy.Text("value")));
        Assert.True(Number(policy.Text("periodSeconds")) >= 60);
    }

    [Needs("kubectl")]
    public void In_production_no_two_silos_share_a_node()
    {
        var silo = Overlay.Of("production").One("Deployment", "possaga-silo");
        var spread = silo.Each("spec", "template", "spec", "topologySpreadConstraints")
            .Single(s => s.Text("topologyKey") == "kubernetes.io/hostname");
        Assert.Equal("DoNotSchedule", spread.Text("whenUnsatisfiable"));
        Assert.Equal(
            "3", Overlay.Of("production").One("HorizontalPodAutoscaler", "possaga-silo").Text("spec", "minReplicas"));
    }

    private static int Number(string? text) => int.Parse(text ?? "0", CultureInfo.InvariantCulture);
}
