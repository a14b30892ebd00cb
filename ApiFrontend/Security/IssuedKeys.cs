using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using PosSaga.Tenants;

namespace PosSaga.Api;

/// <summary>Keys that were issued while the system runs. Their tenant's grain knows them; each process remembers for a
/// few seconds what it was told, so a key that was withdrawn is refused everywhere within that time.</summary>
internal sealed class IssuedKeys(IGrainFactory grains, TimeProvider clock)
{
    /// <summary>How long a process may not have heard that a key was withdrawn.</summary>
    public static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(3);

    private const string Prefix = "pos";
    private const int SecretBytes = 32;
    private const int RememberedMax = 10_000;

    private readonly ConcurrentDictionary<string, Remembered> _remembered = new(StringComparer.Ordinal);

    /// <summary>A fresh key, to be shown once, and what is stored of it. No id holds a colon.</summary>
    public static (string Key, string Hash) Make(string tenant, string keyId)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var key = $"{Prefix}:{tenant}:{keyId}:{secret}";
        return (key, HashOf(key));
    }

    /// <summary>Null for a key that nobody has, that has expired or was withdrawn.</summary>
    public async ValueTask<ClaimsPrincipal?> Find(string key)
    {
        if (key.Split(':') is not [Prefix, var tenant, var keyId, _] || !GrainKeys.IsId(tenant) || !GrainKeys.IsId(keyId))
            return null;
        var hash = HashOf(key);
        var now = clock.GetUtcNow();
        if (!_remembered.TryGetValue(hash, out var known) || known.Until <= now)
        {
            known = new(await Ask(tenant, keyId, hash), now + RememberedFor);
            // Whoever guesses fills it with keys that nobody has.
            if (_remembered.Count >= RememberedMax)
                _remembered.Clear();
            _remembered[hash] = known;
        }
        return known.Key is { } grant && !(grant.ExpiresAt <= now) ? grant.Principal : null;
    }

    private async Task<KnownKey?> Ask(string tenant, string keyId, string hash)
    {
        var issued = await grains.GetGrain<ITenantGrain>(GrainKeys.OfTenant(tenant)).Key(keyId);
        if (issued is not { WithdrawnAt: null, Grant: var grant }
            || !CryptographicOperations.FixedTimeEquals(
                Encoding.ASCII.GetBytes(grant.Hash), Encoding.ASCII.GetBytes(hash)))
            return null;
        var claims = new CredentialClaims(
            tenant, grant.Subject, grant.Roles, grant.Stores, grant.Registers, grant.Customer,
            grant.ApprovalLimitCents);
        return new(new(claims.Identity(ApiKeys.Scheme)), grant.ExpiresAt);
    }

    private static string HashOf(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    private sealed record KnownKey(ClaimsPrincipal Principal, DateTimeOffset? ExpiresAt);

    private sealed record Remembered(KnownKey? Key, DateTimeOffset Until);
}
