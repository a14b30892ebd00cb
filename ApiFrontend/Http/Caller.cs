using System.Diagnostics;
using System.Reflection;
using System.Security.Claims;

namespace PosSaga.Api;

/// <summary>Who calls, as authentication established it. The tenant comes from here and from nowhere else.</summary>
internal sealed class CallerIdentity : ClaimsIdentity
{
    public const string RolesClaim = "roles";
    public const string TenantClaim = "tenant";

    public CallerIdentity(
        string scheme, string tenant, string subject, IEnumerable<string> roles, AccessScope scope)
        : base(
            roles.Select(role => new Claim(RolesClaim, role))
                .Concat([new Claim("sub", subject), new Claim(TenantClaim, tenant)]),
            scheme, "sub", RolesClaim)
    {
        Tenant = tenant;
        Subject = subject;
        Scope = scope;
    }

    public string Tenant { get; }

    public string Subject { get; }

    public AccessScope Scope { get; }
}

/// <summary>The caller of one request.</summary>
internal sealed class Caller(CallerIdentity identity, string requestId) : IBindableFromHttpContext<Caller>
{
    public string Tenant => identity.Tenant;

    public string Subject => identity.Subject;

    public AccessScope Scope => identity.Scope;

    /// <summary>Who sends a command, for the metadata of every event that follows.</summary>
    /// <param name="correlation">An order's id; else the id of what is changed.</param>
    public Origin Origin(string correlation) =>
        new(Tenant, Subject, correlation, requestId, Causation: null, Trace: Activity.Current?.Id);

    public T Grain<T>(IGrainFactory grains, string id) where T : IGrainWithStringKey =>
        grains.GetGrain<T>(GrainKeys.Of(Tenant, id));

    public static Caller Of(HttpContext http) =>
        http.User.Identity is CallerIdentity identity
            ? new Caller(identity, http.TraceIdentifier)
            : throw new InvalidOperationException("A route that needs a caller lets anonymous requests in.");

    public static ValueTask<Caller?> BindAsync(HttpContext context, ParameterInfo parameter) => new(Of(context));
}
