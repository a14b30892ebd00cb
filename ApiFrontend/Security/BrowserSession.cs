using System.Security.Claims;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace PosSaga.Api;

/// <summary>A person in a browser: a cookie that opens the pages, never the API itself, so that no other site can make
/// the browser send a command.</summary>
internal static class BrowserSession
{
    public const string Scheme = "Browser";

    private static readonly TimeSpan Length = TimeSpan.FromHours(8);

    public static void Configure(CookieAuthenticationOptions options)
    {
        options.Cookie.Name = "possaga-session";
        options.Cookie.HttpOnly = true;
        options.Cookie.SameSite = SameSiteMode.Lax;
        options.ExpireTimeSpan = Length;
        options.SlidingExpiration = true;
        // There is no sign-in page to be sent to. The key's scheme, which is asked as well, answers 401 and 403.
        options.Events.OnRedirectToLogin = static _ => Task.CompletedTask;
        options.Events.OnRedirectToAccessDenied = static _ => Task.CompletedTask;
    }

    public static ClaimsPrincipal Of(CallerIdentity caller) =>
        new(new ClaimsIdentity(caller.Claims, Scheme, caller.NameClaimType, caller.RoleClaimType));
}
