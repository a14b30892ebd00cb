namespace PosSaga.Journal;

/// <summary>Recomputes the hash chain of every stream, compares it with the heads, and all of it with what was
/// signed.</summary>
public interface IJournalVerifier
{
    Task<VerifyReport> Verify(CancellationToken cancellation = default);
}

/// <param name="FirstBroken">The first break found, in words; null when all is well.</param>
/// <param name="Tenants">How much of it is whose. The chains are checked together, but how much others write is
/// nobody's business.</param>
public sealed record VerifyReport(
    long Streams, long Events, bool Ok, string? FirstBroken, IReadOnlyDictionary<string, VerifiedPart> Tenants)
{
    /// <summary>Up to this position everything is as it was signed; 0 where nothing was.</summary>
    public long SignedUpTo { get; init; }

    public VerifiedPart Of(string tenant) => Tenants.GetValueOrDefault(tenant) ?? new VerifiedPart(0, 0);
}

/// <summary>Streams and events that were verified.</summary>
public sealed record VerifiedPart(long Streams, long Events);

/// <summary>Keys of personal data. Erasing a subject destroys its key and leaves a fence.</summary>
public interface ISubjectKeys
{
    Task Erase(string subject, CancellationToken cancellation = default);

    Task<bool> IsErased(string subject, CancellationToken cancellation = default);
}

/// <summary>Who was erased, for those who keep copies of what people wrote.</summary>
public interface IErasedSubjects
{
    /// <summary>Somebody was erased, here or elsewhere, or may have been while nobody would have told us.</summary>
    event Action? Changed;

    /// <summary>Every subject erased so far, in no order.</summary>
    Task<IReadOnlyList<string>> All(CancellationToken cancellation = default);
}

/// <summary>Named positions that only move by compare-and-set.</summary>
public interface ICheckpoints
{
    Task<long> Get(string name, CancellationToken cancellation = default);

    /// <summary>False when the checkpoint was not at <paramref name="from"/>: somebody else moved it.</summary>
    Task<bool> Move(string name, long from, long to, CancellationToken cancellation = default);
}

/// <summary>One holder at a time, by a lease in the journal's database; survives nobody's crash for longer than its
/// term.</summary>
public interface ILeases
{
    /// <summary>Takes or renews; false while another holder's term runs.</summary>
    Task<bool> TryHold(string name, string holder, TimeSpan term, CancellationToken cancellation = default);

    Task Release(string name, string holder, CancellationToken cancellation = default);
}
