using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace PosSaga.Api;

/// <summary>Lets in whoever presents a known <c>X-Api-Key</c>.</summary>
internal sealed class ApiKeyHandler(
    ApiKeys keys, IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory loggers, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    private static readonly AuthenticateResult Unknown = AuthenticateResult.Fail("The API key is not known.");

    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[ApiKeys.Header];
        if (given.Count == 0)
            return Task.FromResult(AuthenticateResult.NoResult());
        return Task.FromResult(given.Count == 1 && keys.Find(given[0]!) is { } principal
            ? AuthenticateResult.Success(new AuthenticationTicket(principal, Scheme.Name))
            : Unknown);
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "ApiKey, Bearer";
        return new ProblemResult(
            ProblemKind.Unauthenticated, "Send a valid X-Api-Key, or Authorization: Bearer.").ExecuteAsync(Context);
    }
}
