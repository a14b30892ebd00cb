using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Tests.Journal;

namespace PosSaga.Tests.Payments;

/// <summary>What every set of books keeps, however it is stored, and however many processes are at it.</summary>
public abstract partial class GatewayContract : IAsyncLifetime
{
    private const string Id = "demo/p-1";
    private static readonly Money Price = new(4130);
    private readonly List<IGatewayLedger> _open = [];

    /// <summary>Opens the same books once more, as another process would.</summary>
    protected abstract Task<IGatewayLedger> OpenBooks();

    protected IGatewayLedger Here => _open[0];

    protected IGatewayLedger There => _open[1];

    public virtual async Task InitializeAsync()
    {
        _open.Add(await OpenBooks());
        _open.Add(await OpenBooks());
    }

    public virtual async Task DisposeAsync()
    {
        foreach (var ledger in _open.OfType<IAsyncDisposable>())
            await ledger.DisposeAsync();
    }

    [ContractFact] public async Task An_authorisation_is_booked_once()
    {
        var first = await Here.Book(Authorise());
        Assert.Equal(AccountState.Authorised, first!.State);
        Assert.Equal(first, await Here.Book(Authorise(code: "B000000")), Same);
        Assert.Equal(first, await There.Book(Authorise(code: "C000000")), Same);
    }

    [ContractFact] public async Task A_decline_is_booked_once_and_stays()
    {
        var first = await Here.Book(Authorise(DeclineReason.InsufficientFunds));
        Assert.Equal(first, await There.Book(Authorise()), Same);
        Assert.Equal(DeclineReason.InsufficientFunds, first!.Decline);
    }

    [ContractFact] public async Task A_hundred_authorisations_at_once_are_one()
    {
        var accounts = await Task.WhenAll(Enumerable.Range(0, 100).Select(n =>
            (n % 2 == 0 ? Here : There).Book(Authorise(code: $"A{n:000000}")).AsTask()));
        Assert.All(accounts, account => Assert.Equal(accounts[0], account, Same));
        Assert.Equal((1, 4130), ((int)(await There.Books("")).OpenCount, (int)(await There.Books("")).Open));
    }

    [ContractFact] public async Task A_void_of_an_unknown_payment_bars_its_late_original()
    {
        Assert.Equal(AccountState.CancelledBeforeArrival, (await Here.Book(Void()))!.State);
        Assert.Equal(AccountState.CancelledBeforeArrival, (await There.Book(Authorise()))!.State);
        Assert.Equal(AccountState.CancelledBeforeArrival, (await Here.Book(Capture()))!.State);
    }

    [ContractFact] public async Task A_hold_is_given_back_once()
    {
        await Here.Book(Authorise());
        var voided = await There.Book(Void());
        Assert.Equal(AccountState.Voided, voided!.State);
        Assert.Equal(voided, await Here.Book(Void()), Same);
        Assert.Equal(voided, await Here.Book(Authorise()), Same);
    }

    [ContractFact] public async Task A_capture_is_booked_once()
    {
        await Here.Book(Authorise());
        var captured = await Here.Book(Capture());
        Assert.Equal((AccountState.Captured, 4130), (captured!.State, captured.Captured));
        Assert.Equal(captured, await Here.Book(Capture()), Same);
        Assert.Equal(captured, await There.Book(Capture()), Same);
    }

    [ContractFact] public async Task A_capture_of_an_unknown_payment_books_nothing()
    {
        Assert.Null(await Here.Book(Capture()));
        Assert.Null(await There.Book(Look()));
    }

    [ContractFact] public async Task Another_amount_than_the_authorised_is_not_captured()
    {
        await Here.Book(Authorise());
        Assert.Equal(AccountState.Authorised, (await Here.Book(Capture(4131)))!.State);
    }

    [ContractFact] public async Task What_another_process_voided_is_not_captured_here()
    {
        await Here.Book(Authorise());
        await There.Book(Void());
        Assert.Equal(AccountState.Voided, (await Here.Book(Capture()))!.State);
    }

    [ContractFact] public async Task What_another_process_captured_is_not_voided_here()
    {
        await Here.Book(Authorise());
        await There.Book(Capture());
        Assert.Equal(AccountState.Captured, (await Here.Book(Void()))!.State);
    }

    [ContractFact] public async Task A_look_sees_what_another_process_did()
    {
        await Here.Book(Authorise());
        await There.Book(Capture());
        Assert.Equal(AccountState.Captured, (await Here.Book(Look()))!.State);
    }

    [ContractFact] public async Task Of_capture_and_void_at_once_one_wins_and_both_hear_which()
    {
        for (var n = 0; n < 20; n++)
        {
            var id = $"demo/race-{n}";
            await Here.Book(Authorise() with { Id = id });
            var both = await Task.WhenAll(
                Here.Book(Capture() with { Id = id }).AsTask(), There.Book(Void() with { Id = id }).AsTask());
            Assert.Equal(both[0]!.State, both[1]!.State);
        }
    }

    private static LedgerEntry.Authorise Authorise(DeclineReason? decline = null, string code = "A123456") =>
        new(Id, Price, code, 7, decline, 1_000);

    private static LedgerEntry.Void Void() => new(Id, 2_000);

    private static LedgerEntry.Capture Capture(long amount = 4130) => new(Id, new Money(amount), 3_000);

    private static LedgerEntry.Refund Refund(string refundId, long amount) =>
        new(Id, refundId, new Money(amount), 4_000);

    private static LedgerEntry.Look Look() => new(Id);

    private static readonly IReadOnlyList<GatewayRefund> None = [];

    // Records compare their lists by reference.
    private static bool Same(GatewayAccount? a, GatewayAccount? b) =>
        a! with { Refunds = None } == b! with { Refunds = None } && a.Refunds.SequenceEqual(b.Refunds);
}
