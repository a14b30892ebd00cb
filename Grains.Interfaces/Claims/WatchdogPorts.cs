namespace PosSaga.Claims;

/// <summary>Claims that still owe their order something, or want something of it, out of the read model.</summary>
public interface IUnfinishedClaims
{
    /// <summary>Claims with an errand (<see cref="ClaimLifecycle.PendingAction"/>) that have not moved for
    /// <paramref name="age"/>; in the order of their keys, so that a page cannot starve the next.</summary>
    /// <param name="after">Only keys (tenant, then id, ordinal) above this one; null from the start.</param>
    Task<IReadOnlyList<ClaimKey>> OlderThan(TimeSpan age, ClaimKey? after, int max, CancellationToken cancellation);
}

public sealed record ClaimKey(string Tenant, string Id);
