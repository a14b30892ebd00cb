using PosSaga.EventSourcing;

namespace PosSaga.Tenants;

/// <summary>One tenant, one writer.</summary>
[GrainType("tenant")]
internal sealed class TenantGrain : AggregateGrain<Tenant, TenantEvent>, ITenantGrain
{
    public Task<CommandResult<TenantView>> Create(CreateTenant command) => Handle(
        command.Origin, tenant => TenantDecider.Decide(tenant, command),
        tenant => new TenantView(tenant.Name!, tenant.CreatedAt, tenant.Key(command.Key.KeyId) is not null));

    public Task<CommandResult<IssuedKey>> IssueKey(IssueKey command) => Handle(
        command.Origin, tenant => TenantDecider.Decide(tenant, command), tenant => tenant.Key(command.Key.KeyId)!);

    public Task<CommandResult<IssuedKey>> WithdrawKey(WithdrawKey command) => Handle(
        command.Origin, tenant => TenantDecider.Decide(tenant, command), tenant => tenant.Key(command.KeyId)!);

    public async Task<IReadOnlyList<IssuedKey>> Keys() => [.. (await Loaded()).Keys];

    public async Task<IssuedKey?> Key(string keyId) => (await Loaded()).Key(keyId);

    private async Task<Tenant> Loaded()
    {
        await EnsureLoaded();
        // Whoever guesses keys guesses tenants: those that are not there leave nothing behind in memory.
        if (!Confirmed.Exists)
            DeactivateOnIdle();
        return Confirmed;
    }
}
