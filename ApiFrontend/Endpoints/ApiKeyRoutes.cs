using System.Text.Json.Serialization;
using PosSaga.ReadModels;
using PosSaga.Tenants;

namespace PosSaga.Api;

/// <summary>The keys of a tenant, issued and withdrawn while the system runs.</summary>
internal static class ApiKeyRoutes
{
    public static void MapApiKeys(this IEndpointRouteBuilder api)
    {
        var keys = api.MapGroup("/api-keys").WithTags("Access");
        keys.MapPost("", Issue).WithName("issueApiKey")
            .WithSummary("Issues a key in the caller's tenant; the key itself is in this answer and nowhere else, "
                + "not even in a repetition")
            .RequestExample(IssueKeyBody.Example)
            .CreatedExample(ApiKeyBody.Example with { Key = ApiKeyBody.KeyExample })
            .PositionHeader().IdempotencyKeyHeader(Examples.ApiKeyKey).ProducesProblems(409);
        keys.MapGet("", List).WithName("listApiKeys").WithSummary("The tenant's keys, by id, withdrawn ones among them")
            .PageExample(ApiKeyBody.Example);
        keys.MapGet("/{id:id}", Get).WithName("getApiKey").WithSummary("What a key may be used for")
            .ResponseExample(ApiKeyBody.Example).ProducesProblems(404);
        keys.MapDelete("/{id:id}", Withdraw).WithName("withdrawApiKey")
            .WithSummary("Withdraws a key: refused by every process within seconds, for good")
            .ResponseExample(ApiKeyBody.Example with { WithdrawnAt = OrderBody.Example.UpdatedAt }).PositionHeader()
            .ProducesProblems(404);
    }

    private static async Task<IResult> Issue(
        Body<IssueKeyBody> body, Idempotency id, Caller caller, IGrainFactory grains, TimeProvider clock)
    {
        var asked = body.Value;
        var claims = asked.ToClaims(caller.Tenant);
        var faults = new ValidationErrors();
        foreach (var (field, fault) in CredentialRules.Faults(claims))
            faults.Add(field, fault);
        faults.Throw();

        var (key, hash) = IssuedKeys.Make(caller.Tenant, id.Id);
        var answer = await Tenant(caller, grains).IssueKey(new(
            caller.Origin(id.Id), clock.GetUtcNow(), claims.ToGrant(id.Id, hash, asked.ExpiresAt), body.Fingerprint));
        return answer.Refusal is { } refusal
            ? refusal.ToProblem()
            : new WireResult<ApiKeyBody>(
                StatusCodes.Status201Created, ApiKeyBody.Of(answer.Value!) with { Key = answer.Replayed ? null : key })
            {
                Location = "/api/v1/api-keys/" + id.Id,
                Position = answer.Position,
                Replayed = answer.Replayed && id.IsGiven,
            };
    }

    private static async Task<IResult> List(ListQueryReader query, Caller caller, IGrainFactory grains)
    {
        var (after, limit) = query.Page(cursor => cursor.Key == 0);
        var keys = (await Tenant(caller, grains).Keys()).OrderBy(key => key.Grant.KeyId, StringComparer.Ordinal)
            .Where(key => after is null || string.CompareOrdinal(key.Grant.KeyId, after.Id) > 0)
            .Take(limit + 1).ToList();
        return WireResult.Page(
            keys.Count <= limit
                ? new Page<IssuedKey>(keys, null)
                : new Page<IssuedKey>(keys[..limit], new Cursor(0, keys[limit - 1].Grant.KeyId).ToString()),
            ApiKeyBody.Of);
    }

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains) =>
        await Tenant(caller, grains).Key(id) is { } key ? WireResult.Ok(ApiKeyBody.Of(key)) : WireResult.NotFound;

    private static async Task<IResult> Withdraw(string id, Caller caller, IGrainFactory grains, TimeProvider clock) =>
        WireResult.From(
            await Tenant(caller, grains).WithdrawKey(new(caller.Origin(id), clock.GetUtcNow(), id)), ApiKeyBody.Of,
            _ => 0);

    private static ITenantGrain Tenant(Caller caller, IGrainFactory grains) =>
        grains.GetGrain<ITenantGrain>(GrainKeys.OfTenant(caller.Tenant));
}

/// <summary>Stores, registers: all where left out. Customer: for the role customer. ExpiresAt: never where left
/// out.</summary>
internal sealed record IssueKeyBody(
    string Subject, IReadOnlyList<string> Roles, IReadOnlyList<string>? Stores = null,
    IReadOnlyList<string>? Registers = null, string? Customer = null, MoneyBody? ApprovalLimit = null,
    DateTimeOffset? ExpiresAt = null) : IBody
{
    public static IssueKeyBody Example { get; } = new("till-1", ["cashier"], ["1"]);

    public void Check(ValidationErrors faults) => faults.Money("approvalLimit", ApprovalLimit);

    public CredentialClaims ToClaims(string tenant) =>
        new(tenant, Subject, Roles, Stores, Registers, Customer, ApprovalLimit?.Amount);
}

/// <summary><paramref name="Key"/>: shown once, where it is issued.</summary>
internal sealed record ApiKeyBody(
    string Id, string Subject, IReadOnlyList<string> Roles, IReadOnlyList<string>? Stores,
    IReadOnlyList<string>? Registers, string? Customer, MoneyBody? ApprovalLimit, string IssuedBy,
    DateTimeOffset IssuedAt, DateTimeOffset? ExpiresAt, DateTimeOffset? WithdrawnAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Key = null)
{
    public const string KeyExample = "pos:demo:01ja2x5c3nd8p6h4f7g9k2m1sv:the-secret-is-forty-three-characters-long-00";

    public static ApiKeyBody Example { get; } = new(
        Examples.ApiKey, IssueKeyBody.Example.Subject, IssueKeyBody.Example.Roles, IssueKeyBody.Example.Stores, null,
        null, null, "demo-admin", OrderBody.Example.CreatedAt, null, null);

    public static ApiKeyBody Of(IssuedKey key) => new(
        key.Grant.KeyId, key.Grant.Subject, key.Grant.Roles, key.Grant.Stores, key.Grant.Registers, key.Grant.Customer,
        key.Grant.ApprovalLimitCents is { } cents ? new(cents, Money.Cad) : null, key.IssuedBy, key.IssuedAt,
        key.Grant.ExpiresAt, key.WithdrawnAt);
}
