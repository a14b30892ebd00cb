using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PosSaga.Api;

/// <summary>Lets in whoever presents a known <c>X-Api-Key</c>: one of the configuration, or one that was
/// issued.</summary>
internal sealed class ApiKeyHandler(
    ApiKeys keys, IssuedKeys issued, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers,
    UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private static readonly AuthenticateResult Unknown = AuthenticateResult.Fail("The API key is not known.");

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[ApiKeys.Header];
        if (given.Count == 0)
            return AuthenticateResult.NoResult();
        if (given.Count > 1 || given[0] is not { Length: > 0 and <= ApiKeys.MaxKeyLength } key)
            return Unknown;
        return (keys.Find(key) ?? await issued.Find(key)) is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name))
            : Unknown;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "ApiKey, Bearer";
        return new ProblemResult(
            ProblemKind.Unauthenticated, "Send a valid X-Api-Key, or Authorization: Bearer.").ExecuteAsync(Context);
    }
}
