using System.Net;
using Orleans;
using Orleans.Runtime;
using PosSaga.Tests.Cluster.Support;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Cluster;

/// <summary>Our statements, through the runtime's own provider.</summary>
public sealed class The_membership_table
{
    private static readonly DateTime Noon = new(2026, 3, 1, 12, 0, 0, DateTimeKind.Utc);

    [PostgresFact]
    public async Task Of_two_changes_on_the_same_version_one_is_taken()
    {
        using var silo = await UnstartedSilo.Create();
        var table = silo.Membership;
        var version = (await table.ReadAllAsync()).Version;
        var both = await Task.WhenAll(
            table.InsertRowAsync(Silo(1), version.Next()), table.InsertRowAsync(Silo(2), version.Next()));
        Assert.Single(both, taken => taken);
        Assert.False(await table.InsertRowAsync(Silo(3), version.Next()));
        var after = await table.ReadAllAsync();
        Assert.Equal((1, version.Version + 1), (after.Members.Count, after.Version.Version));
    }

    [PostgresFact]
    public async Task What_is_written_is_read()
    {
        using var silo = await UnstartedSilo.Create();
        var table = silo.Membership;
        Assert.Empty((await table.ReadAllAsync()).Members);
        Assert.True(await table.InsertRowAsync(Silo(1), (await table.ReadAllAsync()).Version.Next()));
        Assert.False(await table.InsertRowAsync(Silo(1), (await table.ReadAllAsync()).Version.Next()));

        var joined = await One(table, 1);
        Assert.Equal(
            (SiloStatus.Joining, "silo-1", "host", 30_001, Noon, Noon),
            (joined.Status, joined.SiloName, joined.HostName, joined.ProxyPort, joined.StartTime, joined.IAmAliveTime));
        joined.Status = SiloStatus.Dead;
        joined.AddSuspector(Silo(2).SiloAddress, Noon);
        var now = (await table.ReadAllAsync()).Version;
        Assert.True(await table.UpdateRowAsync(joined, now.VersionEtag, now.Next()));
        var dead = await One(table, 1);
        Assert.Equal(SiloStatus.Dead, dead.Status);
        Assert.Equal((Silo(2).SiloAddress, Noon), (dead.SuspectTimes!.Single().Item1, dead.SuspectTimes!.Single().Item2));
    }

    [PostgresFact]
    public async Task A_sign_of_life_changes_no_version_and_an_old_version_changes_nothing()
    {
        using var silo = await UnstartedSilo.Create();
        var table = silo.Membership;
        var before = (await table.ReadAllAsync()).Version;
        Assert.True(await table.InsertRowAsync(Silo(1), before.Next()));
        var version = (await table.ReadAllAsync()).Version;
        var alive = Silo(1);
        alive.IAmAliveTime = Noon.AddMinutes(1);
        await table.UpdateIAmAliveAsync(alive);
        Assert.Equal(Noon.AddMinutes(1), (await One(table, 1)).IAmAliveTime);
        Assert.Equal(version.Version, (await table.ReadAllAsync()).Version.Version);

        alive.Status = SiloStatus.Dead;
        Assert.False(await table.UpdateRowAsync(alive, before.VersionEtag, before.Next()));
        Assert.False(await table.UpdateRowAsync(Silo(9), version.VersionEtag, version.Next()));
        Assert.Equal((SiloStatus.Joining, version.Version), ((await One(table, 1)).Status, (await table.ReadAllAsync()).Version.Version));
    }

    [PostgresFact]
    public async Task The_dead_are_forgotten_after_a_while_and_the_living_never()
    {
        using var silo = await UnstartedSilo.Create();
        var table = silo.Membership;
        foreach (var (number, status) in new[] { (1, SiloStatus.Active), (2, SiloStatus.Dead), (3, SiloStatus.Dead) })
        {
            var entry = Silo(number);
            entry.Status = status;
            entry.IAmAliveTime = Noon.AddMinutes(number == 3 ? 10 : 0);
            Assert.True(await table.InsertRowAsync(entry, (await table.ReadAllAsync()).Version.Next()));
        }
        await table.CleanupDefunctSiloEntriesAsync(Noon.AddMinutes(5));
        Assert.Equal([1, 3], (await table.ReadAllAsync()).Members.Select(m => m.Item1.SiloAddress.Generation).Order());
        await table.DeleteMembershipTableEntriesAsync("possaga");
        await table.InitializeMembershipTableAsync(tryInitTableVersion: true);
        Assert.Empty((await table.ReadAllAsync()).Members);
    }

    private static async Task<MembershipEntry> One(IMembershipTable table, int number)
    {
        var row = await table.ReadRowAsync(Silo(number).SiloAddress);
        var entry = row.Members.Single().Item1;
        Assert.Equal(entry.ToFullString(), (await table.ReadAllAsync()).Members.Single().Item1.ToFullString());
        return entry;
    }

    private static MembershipEntry Silo(int number) => new()
    {
        SiloAddress = SiloAddress.New(new IPEndPoint(IPAddress.Loopback, 11_111), number),
        SiloName = $"silo-{number}", HostName = "host", Status = SiloStatus.Joining, ProxyPort = 30_000 + number,
        StartTime = Noon, IAmAliveTime = Noon,
    };
}
