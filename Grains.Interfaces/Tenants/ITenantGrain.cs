namespace PosSaga.Tenants;

/// <summary>A tenant and the keys that were issued in it. Key <see cref="GrainKeys.OfTenant"/>.</summary>
[Alias("possaga.tenant")]
public interface ITenantGrain : IGrainWithStringKey
{
    /// <summary>With its first key; the same again changes its name, and issues a key only where that is asked
    /// for.</summary>
    [Alias("Create")] Task<CommandResult<TenantView>> Create(CreateTenant command);

    [Alias("IssueKey")] Task<CommandResult<IssuedKey>> IssueKey(IssueKey command);

    [Alias("WithdrawKey")] Task<CommandResult<IssuedKey>> WithdrawKey(WithdrawKey command);

    /// <summary>By id; empty for a tenant that nobody knows.</summary>
    [AlwaysInterleave, Alias("Keys")] Task<IReadOnlyList<IssuedKey>> Keys();

    /// <summary>Null: there is no such key. A withdrawn one is still there.</summary>
    [AlwaysInterleave, Alias("Key")] Task<IssuedKey?> Key(string keyId);
}

/// <summary>What a key may be used for, and how it is known again; the key itself is stored nowhere.</summary>
/// <param name="Hash">SHA-256 of the whole key, in hex.</param>
/// <param name="Stores">Null: all.</param>
/// <param name="Registers">Null: all of these stores.</param>
/// <param name="Customer">Only what is this customer's.</param>
/// <param name="ApprovalLimitCents">Null: what the roles bring.</param>
/// <param name="ExpiresAt">Null: never.</param>
[GenerateSerializer, Immutable, Alias("possaga.tenant.key-grant")]
public sealed record KeyGrant(
    string KeyId, string Hash, string Subject, IReadOnlyList<string> Roles, IReadOnlyList<string>? Stores,
    IReadOnlyList<string>? Registers, string? Customer, long? ApprovalLimitCents, DateTimeOffset? ExpiresAt);

/// <param name="Fingerprint">Of the request that it was issued for.</param>
[GenerateSerializer, Immutable, Alias("possaga.tenant.issued-key")]
public sealed record IssuedKey(
    KeyGrant Grant, string Fingerprint, string IssuedBy, DateTimeOffset IssuedAt, DateTimeOffset? WithdrawnAt = null);

/// <param name="HasIssued">The key that came along was issued.</param>
[GenerateSerializer, Immutable, Alias("possaga.tenant.view")]
public sealed record TenantView(string Name, DateTimeOffset CreatedAt, bool HasIssued);

/// <param name="Key">Issued where the tenant is new, or where <paramref name="AnotherKey"/> says so.</param>
[GenerateSerializer, Immutable, Alias("possaga.tenant.create")]
public sealed record CreateTenant(Origin Origin, DateTimeOffset At, string Name, KeyGrant Key, bool AnotherKey);

[GenerateSerializer, Immutable, Alias("possaga.tenant.issue-key")]
public sealed record IssueKey(Origin Origin, DateTimeOffset At, KeyGrant Key, string Fingerprint);

[GenerateSerializer, Immutable, Alias("possaga.tenant.withdraw-key")]
public sealed record WithdrawKey(Origin Origin, DateTimeOffset At, string KeyId);
