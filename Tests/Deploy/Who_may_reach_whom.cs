using PosSaga.Tests.Deploy.Support;

namespace PosSaga.Tests.Deploy;

/// <summary>Whoever reaches a silo's ports is the system: he may call any grain of any tenant.</summary>
public sealed class Who_may_reach_whom
{
    private const int Http = 8080;
    private const int Silo = 11111;
    private const int Gateway = 30000;
    private const int Postgres = 5432;

    private static readonly Place Silos = Place.Of("silo");
    private static readonly Place Apis = Place.Of("api");
    private static readonly Place Migration = Place.Of("migrate");
    private static readonly Place Database = Place.Of("postgres");
    private static readonly Place Ingress = Place.From("ingress");
    private static readonly Place Monitoring = Place.From("monitoring");
    private static readonly Place Stranger = new([], new() { ["kubernetes.io/metadata.name"] = "elsewhere" });
    private static readonly Place Neighbour = new(new() { ["app"] = "something-else" });

    public static TheoryData<string> Overlays => Overlay.Names;

    [Theory, MemberData(nameof(Overlays))]
    public void Only_silos_and_apis_reach_the_silos(string overlay)
    {
        var reach = Of(overlay);
        Assert.True(reach.May(Silos, Silos, Silo));
        Assert.True(reach.May(Apis, Silos, Gateway));
        Assert.False(reach.May(Apis, Silos, Silo));
        foreach (var other in (Place[])[Migration, Database, Ingress, Monitoring, Stranger, Neighbour])
        {
            Assert.False(reach.May(other, Silos, Silo));
            Assert.False(reach.May(other, Silos, Gateway));
        }
    }

    [Theory, MemberData(nameof(Overlays))]
    public void Only_the_ingress_and_Prometheus_reach_the_api(string overlay)
    {
        var reach = Of(overlay);
        Assert.True(reach.May(Ingress, Apis, Http));
        Assert.True(reach.May(Monitoring, Apis, Http));
        foreach (var other in (Place[])[Silos, Apis, Migration, Stranger, Neighbour])
            Assert.False(reach.May(other, Apis, Http));
    }

    [Theory, MemberData(nameof(Overlays))]
    public void Only_Prometheus_scrapes_the_silos(string overlay)
    {
        var reach = Of(overlay);
        Assert.True(reach.May(Monitoring, Silos, Http));
        foreach (var other in (Place[])[Ingress, Apis, Silos, Stranger, Neighbour])
            Assert.False(reach.May(other, Silos, Http));
    }

    [Theory, MemberData(nameof(Overlays))]
    public void Whoever_needs_the_database_reaches_it_and_its_name(string overlay)
    {
        var outside = new Place([], new() { ["kubernetes.io/metadata.name"] = "kube-system" });
        foreach (var mine in (Place[])[Silos, Apis, Migration])
        {
            Assert.True(Of(overlay).May(mine, outside, 53, "UDP"));
            Assert.True(Of(overlay).May(mine, outside, Postgres));
            Assert.False(Of(overlay).May(mine, outside, 443));
        }
    }

    [Fact]
    public void Only_the_silos_of_production_reach_a_mail_server()
    {
        var outside = new Place([], new() { ["kubernetes.io/metadata.name"] = "mail" });
        foreach (var port in (int[])[25, 587])
        {
            Assert.True(Of("production").May(Silos, outside, port));
            Assert.False(Of("local").May(Silos, outside, port));
            foreach (var other in (Place[])[Apis, Migration])
                Assert.False(Of("production").May(other, outside, port));
        }
    }

    [Fact]
    public void The_local_database_is_for_the_system_alone()
    {
        var reach = Of("local");
        foreach (var mine in (Place[])[Silos, Apis, Migration])
            Assert.True(reach.May(mine, Database, Postgres));
        foreach (var other in (Place[])[Ingress, Monitoring, Stranger, Neighbour])
            Assert.False(reach.May(other, Database, Postgres));
        Assert.False(reach.May(Database, Stranger, 443));
    }

    [Theory, MemberData(nameof(Overlays))]
    public void From_outside_health_and_metrics_have_no_route(string overlay)
    {
        var paths = Overlay.Of(overlay).All("Ingress").SelectMany(i => i.Everything())
            .Where(node => node["backend"] is not null).Select(node => node.Text("path")!);
        Assert.Subset(new HashSet<string> { "/api/v1", "/openapi", "/swagger" }, paths.ToHashSet());
    }

    private static Reach Of(string overlay) => new(Overlay.Of(overlay).All("NetworkPolicy"));
}
