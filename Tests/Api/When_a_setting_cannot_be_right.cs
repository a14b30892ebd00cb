using PosSaga.Journal;

namespace PosSaga.Tests.Api;

/// <summary>It stops the start, with a message that names it; found with the first request it would be found by a
/// customer.</summary>
public sealed class When_a_setting_cannot_be_right
{
    private const string Key = "a signing key of at least thirty-two bytes";
    private const string Hash = "ApiKeys:0:Sha256=8aa203921e9b2adba121fbbe07504a30a9c1a647dd4961c1a355947280016649";

    [Theory]
    [InlineData("Jwt:SigningKey", "thirty-one bytes are one to few")]
    [InlineData("Jwt:SigningKey", "")]
    [InlineData("Jwt:Authority", "login.example.org")]
    [InlineData("Jwt:Authority", "http://login.example.org")]
    [InlineData("Jwt:RequireHttpsMetadata", "perhaps")]
    [InlineData("Jwt:Audience", "", "Jwt:Authority=https://login.example.org")]
    [InlineData("Jwt:Audience", null, $"Jwt:SigningKey={Key}", "Jwt:Issuer=us")]
    [InlineData("Jwt:Issuer", null, $"Jwt:SigningKey={Key}", "Jwt:Audience=us")]
    [InlineData("Jwt:SigningKey", Key, "Jwt:Authority=https://login.example.org", "Jwt:Audience=us", "Jwt:Issuer=us")]
    [InlineData("Jwt:Authority", "http://login.example.org", "Jwt:RequireHttpsMetadata=false", "Jwt:Audience=us")]
    [InlineData("ApiKeys:0:Sha256", "none")]
    [InlineData("ApiKeys:0:Roles", null, Hash, "ApiKeys:0:Tenant=a", "ApiKeys:0:Subject=b", "ApiKeys:0:Roles:0=king")]
    [InlineData("ApiKeys:0:Stores", null, Hash, "ApiKeys:0:Tenant=a", "ApiKeys:0:Subject=b", "ApiKeys:0:Roles:0=ops", "ApiKeys:0:Stores:0=1")]
    public void The_start_ends_and_names_it(string key, string? value, params string[] others)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Journal"] = "Data Source=never-opened", [key] = value,
        };
        foreach (var other in others)
            settings[other.Split('=')[0]] = other.Split('=')[1];
        var error = Assert.Throws<JournalConfigurationException>(() => ApiHost.Build("Production", settings));
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }
}
