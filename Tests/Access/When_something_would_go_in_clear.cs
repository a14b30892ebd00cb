using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Hosting.Internal;
using PosSaga.Journal;
using PosSaga.Silo.Hosting;

namespace PosSaga.Tests.Access;

/// <summary>Outside of Development it does not start, unless the configuration accepts it in words.</summary>
public sealed class When_something_would_go_in_clear
{
    private const string Database = "Host=db.example.org;Database=p";
    private const string Encrypted = Database + ";SSL Mode=VerifyFull";

    [Theory]
    [InlineData("Unencrypted:Database", Database, "Unencrypted:Silos=accepted")]
    [InlineData("Unencrypted:Database", Database + ";SSL Mode=Prefer", "Unencrypted:Silos=accepted")]
    [InlineData("Unencrypted:Database", Database, "Unencrypted:Silos=accepted", "Unencrypted:Database=true")]
    [InlineData("Unencrypted:Silos", Encrypted)]
    [InlineData("Unencrypted:Silos", Encrypted, "Unencrypted:Silos=yes")]
    [InlineData("Unencrypted:Mail", "Data Source=x", "Notifications:Smtp:Host=mail.example.org")]
    public async Task The_start_ends_and_names_it(string named, string journal, params string[] settings)
    {
        var error = await Assert.ThrowsAsync<JournalConfigurationException>(() => Start("Production", journal, settings));
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
        await Start("Development", journal, settings);
    }

    [Theory]
    [InlineData("Data Source=x")]
    [InlineData("Data Source=x", "Notifications:Smtp:Host=mail.example.org", "Notifications:Smtp:Tls=true")]
    [InlineData("Data Source=x", "Notifications:Smtp:Host=localhost")]
    [InlineData("Data Source=x", "Notifications:Smtp:Host=mail.example.org", "Unencrypted:Mail=accepted")]
    [InlineData("Host=127.0.0.1;Database=p", "Unencrypted:Silos=accepted")]
    [InlineData("Host=/var/run/postgresql;Database=p", "Unencrypted:Silos=accepted")]
    [InlineData(Encrypted, "Unencrypted:Silos=accepted")]
    [InlineData(Database, "Unencrypted:Silos=accepted", "Unencrypted:Database=accepted")]
    public Task What_is_encrypted_stays_here_or_is_accepted_starts(string journal, params string[] settings) =>
        Start("Production", journal, settings);

    private static Task Start(string environment, string journal, string[] settings)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(one => one.Split('=', 2))
            .Select(one => KeyValuePair.Create(one[0], (string?)one[1]))
            .Append(KeyValuePair.Create("ConnectionStrings:Journal", (string?)journal))).Build();
        return new EncryptionRequired(
            ClusterSettings.From(configuration), configuration, new HostingEnvironment { EnvironmentName = environment })
            .StartAsync(CancellationToken.None);
    }
}
