using Orleans.Configuration;

namespace PosSaga.Silo;

/// <summary>How soon a silo that died is declared dead, and its grains are free to live elsewhere. A killed process is
/// found out within some three seconds; one that only pauses (collection, a busy machine) has as long.</summary>
internal static class FailureDetection
{
    public static void Tune(ClusterMembershipOptions membership)
    {
        // Every silo asks its neighbours this often, and waits as long for the answer; the runtime stretches both for a
        // peer that answers slowly, up to the maximum, and while this process itself is short of breath.
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        membership.MinProbeTimeout = TimeSpan.FromMilliseconds(750);
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
        // So many unanswered in a row make one suspicious; two that are, or all others where there are fewer, decide.
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        // Word goes round by gossip; the table is looked at for whoever missed it.
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(10);
        // A row that showed no life for three of these belongs to nobody: a silo that starts need not reach it.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(5);
    }
}
