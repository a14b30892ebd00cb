using Microsoft.Extensions.Diagnostics.HealthChecks;
using Orleans.Runtime;

namespace PosSaga.Silo;

/// <summary>Whether this silo is an active member of its cluster.</summary>
internal sealed class MembershipCheck(ISiloStatusOracle membership) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(membership.CurrentStatus == SiloStatus.Active
            ? HealthCheckResult.Healthy($"{membership.GetActiveSilos().Length} silos")
            : HealthCheckResult.Unhealthy(membership.CurrentStatus.ToString()));
}
