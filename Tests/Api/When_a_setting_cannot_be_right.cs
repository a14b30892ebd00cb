using PosSaga.Journal;

namespace PosSaga.Tests.Api;

/// <summary>It stops the start, with a message that names it; found with the first request it would be found by a
/// customer.</summary>
public sealed class When_a_setting_cannot_be_right
{
    [Theory]
    [InlineData("Jwt:SigningKey", "thirty-one bytes are one to few")]
    [InlineData("Jwt:SigningKey", "")]
    [InlineData("Jwt:Authority", "login.example.org")]
    [InlineData("Jwt:Authority", "http://login.example.org")]
    [InlineData("Jwt:RequireHttpsMetadata", "perhaps")]
    public void The_start_ends_and_names_it(string key, string value)
    {
        var settings = new Dictionary<string, string?>
        {
            ["ConnectionStrings:Journal"] = "Data Source=never-opened", [key] = value,
        };
        var error = Assert.Throws<JournalConfigurationException>(() => ApiHost.Build("Production", settings));
        Assert.Contains(key, error.Message, StringComparison.Ordinal);
    }
}
