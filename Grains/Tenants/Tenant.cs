using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Tenants;

/// <summary>A tenant: its name, and the keys issued in it. One that is known by configuration only has keys and no
/// name.</summary>
[StoredAs("tenant.state/1")]
public sealed record Tenant : IAggregate<Tenant, TenantEvent>
{
    /// <summary>So many are kept; those withdrawn first make room.</summary>
    public const int KeysMax = 1_000;

    public static Tenant Initial { get; } = new();

    /// <summary>Null: it was never created.</summary>
    public string? Name { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>In the order in which they were issued.</summary>
    public ImmutableList<IssuedKey> Keys { get; init; } = [];

    /// <summary>Number of events.</summary>
    public long Version { get; init; }

    [JsonIgnore] public bool Exists => Version > 0;

    public IssuedKey? Key(string keyId) => Keys.Find(key => key.Grant.KeyId == keyId);

    public Tenant Apply(TenantEvent @event) => (@event switch
    {
        TenantEvent.Created e => this with { Name = e.Name, CreatedAt = e.At },
        TenantEvent.Renamed e => this with { Name = e.Name },
        TenantEvent.KeyIssued e => this with { Keys = WithRoom().Add(new(e.Grant, e.Fingerprint, e.By, e.At)) },
        TenantEvent.KeyWithdrawn e when Key(e.KeyId) is { } key =>
            this with { Keys = Keys.Replace(key, key with { WithdrawnAt = e.At }) },
        _ => throw new InvalidOperationException($"A tenant does not know {@event.GetType().Name} here."),
    }) with
    { Version = Version + 1 };

    private ImmutableList<IssuedKey> WithRoom()
    {
        var oldest = Keys.Count < KeysMax ? -1 : Keys.FindIndex(key => key.WithdrawnAt is not null);
        return oldest < 0 ? Keys : Keys.RemoveAt(oldest);
    }
}
