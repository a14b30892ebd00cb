namespace PosSaga.Claims;

/// <summary>What a claim can be told.</summary>
public interface IClaimCommand
{
    Origin Origin { get; }

    DateTimeOffset At { get; }

    /// <summary>The versions the caller saw: refused when somebody has done something to the claim since. Null:
    /// whatever it is.</summary>
    VersionCondition? IfMatch { get; }

    /// <summary>Client's idempotency key, if any.</summary>
    string? Key { get; }

    /// <summary>Of the request that bears the key: another request with the same one is refused.</summary>
    string? Fingerprint { get; }
}

/// <param name="Lines">Null or empty: with an order, all of its lines in the condition usual for the type.</param>
/// <param name="Fingerprint">Of the request: the same claim created again with another content is refused.</param>
/// <param name="HasKey">The id is made of a client's key, so a refusal is final for it; else nobody asks again.</param>
[GenerateSerializer, Immutable, Alias("possaga.claim.create")]
public sealed record CreateClaim(
    Origin Origin, DateTimeOffset At, string CustomerId, Contact? Contact, ClaimType Type, string Description,
    Urgency Urgency, string? OrderId, IReadOnlyList<ClaimLine>? Lines, string Fingerprint,
    bool HasKey = false) : IClaimCommand
{
    VersionCondition? IClaimCommand.IfMatch => null;

    // The claim's id is made of the key.
    string? IClaimCommand.Key => null;
}

[GenerateSerializer, Immutable, Alias("possaga.claim.assign")]
public sealed record AssignClaim(
    Origin Origin, DateTimeOffset At, string AgentId, VersionCondition? IfMatch = null,
    string? Key = null, string? Fingerprint = null) : IClaimCommand;

[GenerateSerializer, Immutable, Alias("possaga.claim.start")]
public sealed record StartClaim(
    Origin Origin, DateTimeOffset At, VersionCondition? IfMatch = null,
    string? Key = null, string? Fingerprint = null) : IClaimCommand;

[GenerateSerializer, Immutable, Alias("possaga.claim.resolve")]
public sealed record ResolveClaim(
    Origin Origin, DateTimeOffset At, string Resolution, VersionCondition? IfMatch = null,
    string? Key = null, string? Fingerprint = null) : IClaimCommand;

[GenerateSerializer, Immutable, Alias("possaga.claim.close")]
public sealed record CloseClaim(
    Origin Origin, DateTimeOffset At, VersionCondition? IfMatch = null,
    string? Key = null, string? Fingerprint = null) : IClaimCommand;

[GenerateSerializer, Immutable, Alias("possaga.claim.reopen")]
public sealed record ReopenClaim(
    Origin Origin, DateTimeOffset At, string Reason, VersionCondition? IfMatch = null,
    string? Key = null, string? Fingerprint = null) : IClaimCommand;

[GenerateSerializer, Immutable, Alias("possaga.claim.withdraw")]
public sealed record WithdrawClaim(
    Origin Origin, DateTimeOffset At, string Reason, VersionCondition? IfMatch = null,
    string? Key = null, string? Fingerprint = null) : IClaimCommand;

/// <param name="Extras">Null: the goods alone.</param>
[GenerateSerializer, Immutable, Alias("possaga.claim.refund")]
public sealed record RefundClaim(
    Origin Origin, DateTimeOffset At, VersionCondition? IfMatch = null,
    string? Key = null, string? Fingerprint = null, RefundExtras? Extras = null) : IClaimCommand;

/// <summary>What a refund gives back beside the goods.</summary>
/// <param name="Shipping">What the sale charged for it and was not given back yet, with its tax.</param>
/// <param name="Goodwill">Untaxed, with its reason.</param>
[GenerateSerializer, Immutable, Alias("possaga.claim.refund-extras")]
public sealed record RefundExtras(bool Shipping, Money? Goodwill = null, string? Reason = null);
