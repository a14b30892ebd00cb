namespace PosSaga.Journal;

/// <summary>Recomputes the hash chain of every stream and compares it with the heads, and all events with the signed
/// heads.</summary>
public interface IJournalVerifier
{
    Task<VerifyReport> Verify(CancellationToken cancellation = default);
}

/// <param name="FirstBroken">Description of the first break found, or null.</param>
/// <param name="Tenants">Counts by tenant: all chains are checked together, but a tenant is shown only its own
/// counts.</param>
public sealed record VerifyReport(
    long Streams, long Events, bool Ok, string? FirstBroken, IReadOnlyDictionary<string, VerifiedCounts> Tenants)
{
    /// <summary>All events up to this position match the signed heads; 0 if there are none.</summary>
    public long SignedUpTo { get; init; }

    public VerifiedCounts Of(string tenant) => Tenants.GetValueOrDefault(tenant) ?? new VerifiedCounts(0, 0);
}

public sealed record VerifiedCounts(long Streams, long Events);

/// <summary>Named positions that only move by compare-and-set.</summary>
public interface ICheckpoints
{
    Task<long> Get(string name, CancellationToken cancellation = default);

    /// <summary>False when the checkpoint was not at <paramref name="from"/>, because another process moved
    /// it.</summary>
    Task<bool> Move(string name, long from, long to, CancellationToken cancellation = default);
}

/// <summary>Leases in the journal's database: one holder at a time. The lease of a crashed holder ends with its
/// term.</summary>
public interface ILeases
{
    /// <summary>Takes or renews the lease; false while another holder's term runs.</summary>
    Task<bool> TryHold(string name, string holder, TimeSpan term, CancellationToken cancellation = default);

    Task Release(string name, string holder, CancellationToken cancellation = default);
}
