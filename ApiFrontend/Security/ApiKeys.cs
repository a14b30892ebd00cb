using System.Collections.Frozen;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using PosSaga.Journal;

namespace PosSaga.Api;

/// <summary>One API key as configured under <c>ApiKeys</c>: the key itself is never stored, only its hash.</summary>
internal sealed class ApiKeyEntry
{
    /// <summary>SHA-256 of the key, in hex.</summary>
    public string Sha256 { get; set; } = "";

    public string Tenant { get; set; } = "";

    public string Subject { get; set; } = "";

    public string[] Roles { get; set; } = [];
}

/// <summary>The keys that are let in, read once at start. A faulty entry stops the start: a key that silently does not
/// work is found at the till.</summary>
internal sealed class ApiKeys
{
    public const string Header = "X-Api-Key";
    public const string Scheme = "ApiKey";
    public const int MaxKeyLength = 200;

    private readonly FrozenDictionary<ulong, Known[]> _byPrefix;

    public ApiKeys(IConfiguration configuration, IHostEnvironment environment)
    {
        var entries = configuration.SettingsOf<List<ApiKeyEntry>>("ApiKeys");
        var known = entries.Select(FromConfiguration).ToList();
        if (environment.IsDevelopment())
            known.AddRange(DemoKeys.All.Select(key =>
                Of(SHA256.HashData(Encoding.UTF8.GetBytes(key.Key)), DemoKeys.Tenant, key.Key, key.Roles)));
        _byPrefix = known.GroupBy(key => BitConverter.ToUInt64(key.Hash))
            .ToFrozenDictionary(same => same.Key, same => same.ToArray());
    }

    /// <summary>Null for a key that nobody has.</summary>
    public ClaimsPrincipal? Find(string key)
    {
        if (key.Length is 0 or > MaxKeyLength)
            return null;
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> text = stackalloc byte[MaxKeyLength * 3];
        SHA256.HashData(text[..Encoding.UTF8.GetBytes(key, text)], hash);

        // The bucket tells eight bytes of a hash, from which no key can be guessed; the rest takes constant time.
        if (!_byPrefix.TryGetValue(BitConverter.ToUInt64(hash), out var candidates))
            return null;
        foreach (var candidate in candidates)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, candidate.Hash))
                return candidate.Principal;
        }
        return null;
    }

    private static Known FromConfiguration(ApiKeyEntry entry, int index)
    {
        if (entry.Sha256.Length != 64 || !entry.Sha256.All(char.IsAsciiHexDigit))
            throw new JournalConfigurationException(
                $"ApiKeys:{index}:Sha256 must be 64 hex digits: the SHA-256 of the key.");
        if (!GrainKeys.IsId(entry.Tenant) || !GrainKeys.IsId(entry.Subject))
            throw new JournalConfigurationException($"ApiKeys:{index}: Tenant and Subject must be ids.");
        if (entry.Roles.Length == 0 || entry.Roles.Except(Roles.All, StringComparer.Ordinal).Any())
            throw new JournalConfigurationException(
                $"ApiKeys:{index}:Roles must be some of {string.Join(", ", Roles.All)}.");
        return Of(Convert.FromHexString(entry.Sha256), entry.Tenant, entry.Subject, entry.Roles);
    }

    private static Known Of(byte[] hash, string tenant, string subject, IEnumerable<string> roles) =>
        new(hash, new ClaimsPrincipal(new CallerIdentity(Scheme, tenant, subject, roles)));

    private sealed record Known(byte[] Hash, ClaimsPrincipal Principal);
}

/// <summary>The keys of the demo tenant. They exist in Development only.</summary>
internal static class DemoKeys
{
    public const string Tenant = "demo";

    public static readonly IReadOnlyList<(string Key, string[] Roles)> All =
    [
        ("demo-store", [Roles.Store]),
        ("demo-agent", [Roles.ClaimsAgent]),
        ("demo-ops", [Roles.Ops]),
        ("demo-auditor", [Roles.Auditor]),
        ("demo-admin", [.. Roles.All]),
    ];
}
