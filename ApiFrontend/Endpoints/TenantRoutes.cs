using System.Text.Json.Serialization;
using PosSaga.Tenants;

namespace PosSaga.Api;

/// <summary>Tenants are made by the platform; everything in one is done by its own people, the first of whom gets their
/// key here.</summary>
internal static class TenantRoutes
{
    private const string FirstAdmin = "admin";

    public static void MapTenants(this IEndpointRouteBuilder api) =>
        api.MapGroup("/tenants").WithTags("Access").MapPut("/{id:id}", Put).WithName("putTenant")
            .WithSummary("Makes a tenant with its first admin key, which is shown in this answer and nowhere else; "
                + "names one that is there")
            .RequestExample(TenantNameBody.Example)
            .CreatedExample(TenantBody.Example with { AdminKey = AdminKeyBody.Example })
            .ResponseExample(TenantBody.Example).PositionHeader().ProducesProblems(404, 409);

    private static async Task<IResult> Put(
        string id, Body<TenantNameBody> body, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        var keyId = Ids.New();
        var (key, hash) = IssuedKeys.Make(id, keyId);
        var admin = new CredentialClaims(id, FirstAdmin, [Roles.Admin]).ToGrant(keyId, hash, null);
        // The tenant is theirs, whoever of the platform makes it; its own auditors see that it was the platform.
        var origin = caller.Origin(id) with { Tenant = id, Actor = $"platform:{caller.Subject}" };
        var answer = await grains.GetGrain<ITenantGrain>(GrainKeys.OfTenant(id)).Create(new(
            origin, clock.GetUtcNow(), body.Value.Name, admin, body.Value.NewAdminKey is true));
        if (answer.Refusal is { } refusal)
            return refusal.ToProblem();
        var tenant = answer.Value!;
        return new WireResult<TenantBody>(
            tenant.HasIssued && body.Value.NewAdminKey is not true
                ? StatusCodes.Status201Created
                : StatusCodes.Status200OK,
            new(id, tenant.Name, tenant.CreatedAt, tenant.HasIssued ? new AdminKeyBody(keyId, key) : null))
        {
            Location = "/api/v1/tenants/" + id, Position = answer.Position,
        };
    }
}

/// <summary>NewAdminKey: another one for a tenant that is there and whose people have none left.</summary>
internal sealed record TenantNameBody(string Name, bool? NewAdminKey = null) : IBody
{
    public static TenantNameBody Example { get; } = new("Épicerie du Plateau");

    public void Check(ValidationErrors faults) => faults.Text("name", Name, 200);
}

internal sealed record AdminKeyBody(string Id, string Key)
{
    public static AdminKeyBody Example { get; } = new(Examples.ApiKey, ApiKeyBody.KeyExample);
}

internal sealed record TenantBody(
    string Id, string Name, DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] AdminKeyBody? AdminKey = null)
{
    public static TenantBody Example { get; } =
        new("epicerie", TenantNameBody.Example.Name, OrderBody.Example.CreatedAt);
}
