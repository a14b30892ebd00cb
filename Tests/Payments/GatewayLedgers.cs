using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Load;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Payments;

public sealed class Books_in_memory : GatewayContract
{
    private readonly InMemoryGatewayLedger _books = new();

    protected override Task<IGatewayLedger> OpenBooks() => Task.FromResult<IGatewayLedger>(_books);
}

public sealed class Books_in_SQLite : GatewayContract
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"possaga-gateway-{Guid.NewGuid():N}");

    protected override Task<IGatewayLedger> OpenBooks() => Task.FromResult(GatewayRegistration.Ledger(
        new GatewayDatabase(GatewayStore.Sqlite, Directory: _directory), NullLoggerFactory.Instance));

    [Fact] public async Task What_was_answered_is_there_when_the_file_is_opened_again()
    {
        await Here.Book(Entry);
        // Nobody closed it: as after a kill.
        var reopened = await OpenBooks();
        Assert.Equal(AccountState.Authorised, (await reopened.Book(new LedgerEntry.Look(Entry.Id)))!.State);
        await ((IAsyncDisposable)reopened).DisposeAsync();
    }

    [Fact] public async Task Entries_that_wait_when_it_closes_are_booked()
    {
        var waiting = Enumerable.Range(0, 3_000)
            .Select(n => Here.Book(Entry with { Id = $"demo/w-{n}" }).AsTask()).ToArray();
        await ((IAsyncDisposable)Here).DisposeAsync();
        await Task.WhenAll(waiting);
        Assert.Equal(3_000, (await There.Books("demo/w-")).OpenCount);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    internal static LedgerEntry.Authorise Entry { get; } = new("demo/p-9", new Money(4130), "A123456", 7, null, 1_000);
}

[OnPostgres]
public sealed class Books_in_PostgreSQL : GatewayContract
{
    private PostgresDatabase? _database;

    public override async Task InitializeAsync()
    {
        _database = await PrivatePostgres.NewDatabase();
        await base.InitializeAsync();
    }

    protected override Task<IGatewayLedger> OpenBooks() => Task.FromResult(Open(_database!));

    [PostgresServerFact] public async Task What_was_answered_is_there_after_a_crash_and_the_books_go_on()
    {
        await using var server = await PostgresServer.StartNew();
        var books = Open(await server.NewDatabase());
        await using var closing = (IAsyncDisposable)books;
        await books.Book(Books_in_SQLite.Entry);
        await server.Restart();
        var account = await UntilAnswered(
            () => books.Book(new LedgerEntry.Capture("demo/p-9", new Money(4130), 2_000)));
        Assert.Equal((AccountState.Captured, 2), (account!.State, account.Version));
    }

    private static IGatewayLedger Open(PostgresDatabase database) => GatewayRegistration.Ledger(
        new GatewayDatabase(GatewayStore.Postgres, database.ConnectionString), NullLoggerFactory.Instance);

    /// <summary>The first call after a crash finds its connection dead, and says that it does not know.</summary>
    private static async Task<GatewayAccount?> UntilAnswered(Func<ValueTask<GatewayAccount?>> call)
    {
        for (var attempt = 1; ; attempt++)
            try
            {
                return await call();
            }
            catch (GatewayUnansweredException) when (attempt < 10)
            {
                // The pipeline would ask again as well.
            }
    }
}
