using System.Collections.Frozen;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using PosSaga.Journal;
using RoleNames = PosSaga.Api.Roles;

namespace PosSaga.Api;

/// <summary>One API key as configured under <c>ApiKeys</c>: the key itself is never stored, only its hash.</summary>
internal sealed class ApiKeyEntry
{
    /// <summary>SHA-256 of the key, in hex.</summary>
    public string Sha256 { get; set; } = "";

    public string Tenant { get; set; } = "";

    public string Subject { get; set; } = "";

    public string[] Roles { get; set; } = [];

    /// <summary>Null: all of the tenant.</summary>
    public string[]? Stores { get; set; }

    /// <summary>Null: all of these stores.</summary>
    public string[]? Registers { get; set; }

    public string? Customer { get; set; }

    /// <summary>In dollars, 200.00; null: what the roles bring.</summary>
    public decimal? ApprovalLimit { get; set; }

    public CredentialClaims Claims => new(
        Tenant, Subject, RoleNames.Read(Roles), Stores, Registers, Customer,
        ApprovalLimit is { } limit ? (long)decimal.Round(limit * 100, MidpointRounding.AwayFromZero) : null);
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
            known.AddRange(DemoKeys.All.Select(key => Of(SHA256.HashData(Encoding.UTF8.GetBytes(key.Subject)), key)));
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
        foreach (var (field, fault) in CredentialRules.Faults(entry.Claims))
            throw new JournalConfigurationException(
                $"ApiKeys:{index}:{char.ToUpperInvariant(field[0])}{field[1..]} {fault}.");
        return Of(Convert.FromHexString(entry.Sha256), entry.Claims);
    }

    private static Known Of(byte[] hash, CredentialClaims claims) => new(hash, new(claims.Identity(Scheme)));

    private sealed record Known(byte[] Hash, ClaimsPrincipal Principal);
}
