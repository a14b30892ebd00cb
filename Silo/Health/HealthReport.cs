using System.Text.Json.Serialization;

namespace PosSaga.Silo.Health;

public enum HealthState { Ok, Starting, Failed }

/// <param name="Detail">For operators; never a connection string.</param>
public sealed record Dependency(string Name, HealthState State, string? Detail = null);

/// <param name="Status">ready, starting or unavailable.</param>
public sealed record HealthReport(string Status, IReadOnlyList<Dependency> Dependencies)
{
    [JsonIgnore] public bool IsReady => Status == "ready";
}

/// <summary>Something without which no request can be served, once the start is over.</summary>
public interface IDependencyCheck
{
    Task<Dependency> Look();
}
