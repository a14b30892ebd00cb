using Orleans;
using Orleans.Runtime;
using Orleans.TestingHost;

namespace PosSaga.Tests.Runtime;

/// <summary>What a cluster finds out by itself after a while, told at once.</summary>
internal static class DeadSilos
{
    /// <summary>Nobody waits for them any more.</summary>
    public static async Task Bury(IMembershipTable table, HashSet<SiloAddress> dead)
    {
        foreach (var silo in dead)
        {
            var all = await table.ReadAllAsync();
            var (entry, etag) = all.Members.Single(member => member.Item1.SiloAddress.Equals(silo));
            entry.Status = SiloStatus.Dead;
            Assert.True(await table.UpdateRowAsync(entry, etag, all.Version.Next()));
        }
    }

    /// <summary>The client knows those that took their place.</summary>
    public static async Task Replaced(InProcessTestCluster cluster, TimeSpan patience)
    {
        var alive = cluster.Silos.Select(silo => silo.SiloAddress).ToHashSet();
        for (var begun = Environment.TickCount64; ; await Task.Delay(10))
        {
            try
            {
                var hosts = await cluster.Client.GetGrain<IManagementGrain>(0).GetHosts(onlyActive: true);
                if (alive.SetEquals(hosts.Keys))
                    return;
            }
            catch (OrleansException) when (Environment.TickCount64 - begun < patience.TotalMilliseconds)
            {
                // The client has not heard of the new ones yet.
            }
        }
    }
}
