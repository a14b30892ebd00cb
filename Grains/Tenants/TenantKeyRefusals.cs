namespace PosSaga.Tenants;

/// <summary>What is said no to about tenants and their keys.</summary>
public static class TenantKeyRefusals
{
    public static Refusal NoSuchKey { get; } = new(
        "api-key-not-found", RefusalKind.NotFound, "There is no such API key.");

    public static Refusal KeyReused { get; } = new(
        "idempotency-key-reused", RefusalKind.KeyReused, "This idempotency key was used for another API key.");

    public static Refusal PlatformKey { get; } = new(
        "api-key-of-platform", RefusalKind.Conflict, "A key with the role platform comes from the configuration only.");

    public static Refusal ExpiredAlready { get; } = new(
        "api-key-expired", RefusalKind.Conflict, "The key would have expired when it is issued.");

    public static Refusal TooManyKeys { get; } = new(
        "too-many-api-keys", RefusalKind.Conflict, $"A tenant has at most {Tenant.KeysMax} keys; withdraw some first.");
}
