using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Authentication;

namespace PosSaga.Api;

/// <summary>In Development, the link by which whoever started the program opens its pages in a browser: it signs in
/// once. Elsewhere there is none.</summary>
internal sealed class SignInLink(IHostEnvironment environment)
{
    public const string Path = "/signin";

    // 128 bits: nobody guesses it before it is used.
    private const int CodeBytes = 16;

    private string? _code = environment.IsDevelopment()
        ? Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(CodeBytes))
        : null;

    /// <summary>Path and query; null once it was used, and outside of Development.</summary>
    public string? Unused => Volatile.Read(ref _code) is { } code ? $"{Path}?code={code}" : null;

    /// <summary>True for the first who comes with the right code, and for nobody after.</summary>
    public bool Redeem(string? code) =>
        code is not null && Volatile.Read(ref _code) is { } right
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(code), Encoding.UTF8.GetBytes(right))
        && Interlocked.CompareExchange(ref _code, null, right) == right;
}

/// <summary>The page behind the link.</summary>
internal static class SignIn
{
    public static void MapSignIn(this IEndpointRouteBuilder root) =>
        root.MapGet(SignInLink.Path, Redeem).AllowAnonymous().ExcludeFromDescription();

    private static async Task Redeem(HttpContext http, SignInLink link)
    {
        if (!link.Redeem(http.Request.Query["code"]))
        {
            await new ProblemResult(
                ProblemKind.Unauthenticated, "A sign-in link works once; the program prints a new one at its start.")
                .ExecuteAsync(http);
            return;
        }
        var operations = new CredentialClaims(DemoKeys.Tenant, "demo-platform", [Roles.Platform])
            .Identity(BrowserSession.Scheme);
        await http.SignInAsync(BrowserSession.Scheme, BrowserSession.Of(operations));
        http.Response.Redirect(ClusterPage.Path);
    }
}
