using Orleans.Runtime;
using PosSaga.Silo.Health;

namespace PosSaga.Silo;

/// <summary>Whether this silo is an active member of its cluster.</summary>
internal sealed class MembershipCheck(ISiloStatusOracle membership) : IDependencyCheck
{
    public Task<Dependency> Look() => Task.FromResult(membership.CurrentStatus == SiloStatus.Active
        ? new Dependency("membership", HealthState.Ok, $"{membership.GetActiveSilos().Length} silos")
        : new Dependency("membership", HealthState.Failed, membership.CurrentStatus.ToString()));
}
