using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using PosSaga.Journal;

namespace PosSaga.Tests.Journal;

public sealed class How_many_connections_a_process_takes
{
    [Theory]
    [InlineData("Host=db", 20)]
    [InlineData("Host=db;Maximum Pool Size=100", 100)]
    [InlineData("Host=db;maxpoolsize=7", 7)]
    public async Task What_the_configuration_says_else_a_fifth_of_what_a_server_admits(string connection, int most)
    {
        await using var store = new PostgresStore(
            new JournalOptions { ConnectionString = connection }, NullLoggerFactory.Instance);
        Assert.All(
            new[] { store.Shared, store.Own },
            pool => Assert.Equal(most, new NpgsqlConnectionStringBuilder(pool.ConnectionString).MaxPoolSize));
    }
}
