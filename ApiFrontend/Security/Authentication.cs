using System.Text;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;

namespace PosSaga.Api;

/// <summary>Two ways in: an API key for tills and services, a bearer token for people. Both end in the same
/// identity.</summary>
internal static class Authentication
{
    public const string EitherWay = "KeyOrBearer";

    private static readonly string[] Asymmetric =
    [
        SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
        SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
    ];

    public static void AddAuthenticationOf(
        this IServiceCollection services, IConfiguration configuration, IHostEnvironment environment)
    {
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<IssuedKeys>();
        var jwt = JwtSettings.From(configuration, environment);
        var takesTokens = jwt.Authority is not null || jwt.SigningKey is not null;

        var authentication = services.AddAuthentication(EitherWay)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyHandler>(ApiKeys.Scheme, null)
            .AddCookie(BrowserSession.Scheme, BrowserSession.Configure)
            .AddPolicyScheme(EitherWay, null, options => options.ForwardDefaultSelector = http =>
                takesTokens && !http.Request.Headers.ContainsKey(ApiKeys.Header)
                    && http.Request.Headers.Authorization.Count > 0
                    ? JwtBearerDefaults.AuthenticationScheme
                    : ApiKeys.Scheme);
        if (takesTokens)
            authentication.AddJwtBearer(options => Configure(options, jwt));
        services.AddAccess();

        // Authentication brings data protection along, whose start writes a key into the home folder. A browser's
        // session ends with the process, so its key need not outlive it.
        services.AddSingleton<IDataProtectionProvider, EphemeralDataProtectionProvider>();
        foreach (var service in services.Where(s => s.ImplementationType?.Name == "DataProtectionHostedService")
            .ToList())
            services.Remove(service);
    }

    private static void Configure(JwtBearerOptions options, JwtSettings jwt)
    {
        options.MapInboundClaims = false;
        options.IncludeErrorDetails = false;
        options.Authority = jwt.Authority;
        options.RequireHttpsMetadata = jwt.RequireHttpsMetadata;
        options.TokenValidationParameters = Parameters(jwt);
        options.Events = new JwtBearerEvents
        {
            OnTokenValidated = context =>
            {
                Identify(context);
                return Task.CompletedTask;
            },
        };
    }

    /// <summary>What a token must be, whatever it says of itself: of whom, for us, not too old, and signed by the one
    /// way that this issuer signs. A public key is never taken for a secret.</summary>
    internal static TokenValidationParameters Parameters(JwtSettings jwt)
    {
        var parameters = new TokenValidationParameters
        {
            ValidAudience = jwt.Audience,
            ValidateAudience = true,
            // Without one the authority's own metadata say it.
            ValidIssuer = jwt.Issuer,
            ValidateIssuer = true,
            RequireExpirationTime = true,
            RequireSignedTokens = true,
            ValidateIssuerSigningKey = true,
            ValidAlgorithms = Asymmetric,
            ClockSkew = TimeSpan.FromSeconds(30),
        };
        if (jwt.SigningKey is { } key)
        {
            parameters.IssuerSigningKey = new SymmetricSecurityKey(Encoding.UTF8.GetBytes(key));
            parameters.ValidAlgorithms = [SecurityAlgorithms.HmacSha256];
        }
        return parameters;
    }

    private static void Identify(TokenValidatedContext context)
    {
        var credential = TokenClaims.Read(context.Principal!);
        // Without a role of ours somebody is known and may do nothing, which is 403.
        var faults = CredentialRules.Faults(credential).Where(fault => credential.Roles.Count > 0 || fault.Field != "roles");
        if (faults.Select(fault => fault.Field).FirstOrDefault() is { } field)
            context.Fail($"The token's {field} cannot be right.");
        else
            context.Principal = new(credential.Identity(context.Scheme.Name));
    }
}
