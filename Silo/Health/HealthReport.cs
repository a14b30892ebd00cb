using System.Text.Json.Serialization;

namespace PosSaga.Silo.Health;

public enum HealthState { Ok, Starting, Failed }

/// <param name="Detail">For operators; never a connection string.</param>
public sealed record Dependency(string Name, HealthState State, string? Detail = null);

/// <param name="Status">ready, degraded, starting or unavailable.</param>
public sealed record HealthReport(string Status, IReadOnlyList<Dependency> Dependencies)
{
    /// <summary>Requests may come. A degraded process answers what it can, and 503 where it cannot.</summary>
    [JsonIgnore] public bool IsReady => Status is "ready" or "degraded";
}
