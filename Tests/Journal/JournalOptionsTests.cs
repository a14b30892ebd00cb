using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

public sealed class JournalOptionsTests
{
    [Theory]
    [InlineData("Host=db;Database=pos;Username=pos;Password=hunter2", JournalKind.Postgres)]
    [InlineData("host=db", JournalKind.Postgres)]
    [InlineData("Data Source=data/pos", JournalKind.Sqlite)]
    [InlineData("memory", JournalKind.Memory)]
    public void The_connection_string_says_which_store(string connectionString, JournalKind kind) =>
        Assert.Equal(kind, JournalConnection.KindOf(connectionString));

    [Theory]
    [InlineData(null)]
    [InlineData(" ")]
    [InlineData("Server=db;Password=hunter2")]
    [InlineData("Host=db;Data Source=x;Password=hunter2")]
    [InlineData("hunter2")]
    [InlineData("Data Source=:memory:")]
    public void Anything_else_is_refused_with_the_name_of_the_setting_and_without_its_secrets(string? connectionString)
    {
        var refused = Assert.Throws<JournalConfigurationException>(() =>
            JournalConnection.KindOf(connectionString) == JournalKind.Sqlite
                ? JournalConnection.DirectoryOf(connectionString!)
                : "");
        Assert.Contains("ConnectionStrings:Journal", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("c2hvcnQ=")]
    [InlineData("not base64")]
    public void A_journal_without_a_proper_master_key_does_not_start(string? key)
    {
        var options = new JournalOptions { ConnectionString = "Memory", MasterKey = key };
        var refused = Assert.Throws<JournalConfigurationException>(() => JournalSystem.Create(options));
        Assert.Contains("Journal:MasterKey", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_container_gives_every_part()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:Journal"] = "Memory",
            ["Journal:Partitions"] = "4",
            ["Journal:MasterKey"] = Convert.ToBase64String(new byte[32]),
        }).Build();
        await using var services = new ServiceCollection()
            .AddJournal(configuration)
            .AddEventCodec(o => o.Types.Add(typeof(EventCodecTests.Sent)))
            .BuildServiceProvider();
        await services.GetRequiredService<JournalSystem>().Migrate();

        Assert.Equal(4, services.GetRequiredService<IEventJournal>().Partitions);
        Assert.Equal(JournalKind.Memory, services.GetRequiredService<JournalDatabase>().Kind);
        foreach (var part in new[]
            {
                typeof(IJournalFeed), typeof(IJournalVerifier), typeof(ICheckpoints), typeof(ILeases),
                typeof(IDeadLetters), typeof(SubjectKeyRing), typeof(ISnapshotTable), typeof(IEventCodec),
            })
            Assert.NotNull(services.GetRequiredService(part));
    }
}
