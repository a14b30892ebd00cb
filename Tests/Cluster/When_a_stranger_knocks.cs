using PosSaga.Tests.Cluster.Support;
using PosSaga.Tests.Journal;
using PosSaga.Tests.Killing.Support;

namespace PosSaga.Tests.Cluster;

/// <summary>Only who has a certificate of the cluster's authority is a member.</summary>
[Collection(Processes.Name), Trait(Categories.Name, Categories.System)]
public sealed class When_a_stranger_knocks
{
    [PostgresServerTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task It_does_not_become_a_member(bool withCertificateOfItsOwn)
    {
        await using var cluster = await SiloCluster.Start(silos: 1);
        using var elsewhere = new TestAuthority();
        await using var stranger = cluster.LaunchSilo(
            SystemProcess.FreePort(), withCertificateOfItsOwn ? elsewhere.Member() : []);

        await Refused(stranger, cluster.Silos[0]);
        await cluster.Silos[0].Ready();
        await cluster.Api.Ready();
    }

    // Joining ends with a look at all members; who cannot reach them stays outside and says so again and again.
    private static async Task Refused(SystemProcess stranger, SystemProcess member)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!Complains(stranger.Output) && !Complains(member.Output))
            await Task.Delay(50, limit.Token);
        Assert.DoesNotContain("is active in cluster", stranger.Output, StringComparison.Ordinal);
    }

    private static bool Complains(string output) => output.Contains("Authentication failed", StringComparison.Ordinal);
}
