using PosSaga.Deciding;
using PosSaga.Journal;

namespace PosSaga.Inventory;

/// <summary>One SKU in one place. Its commands interleave: each decides on the tentative state without waiting for
/// anything, and all that decided meanwhile share one flush.</summary>
[GrainType("stock")]
internal sealed partial class StockGrain(
    IEventJournal journal, IEventCodec codec, IReturnAcceptance returns, TimeProvider clock)
    : AggregateGrain<Stock, StockEvent>, IStockGrain
{
    // Each round is somebody else's key in a shared flush, or a second activation: both end by themselves.
    private const int MaxRounds = 5;

    private StockHistory _history = null!;
    private string _sku = "";

    // Refusals of a hot SKU come by the thousand, and the keys that matter are looked up in the journal anyway.
    protected override bool LooksAgainBeforeRefusing => false;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        _history = new StockHistory(journal, codec, $"stock/{GrainKeys.Of(Tenant, Id)}");
        _sku = Id[(Id.IndexOf('/', StringComparison.Ordinal) + 1)..];
    }

    public async Task<StockView> Get()
    {
        await Settle();
        return View(Confirmed);
    }

    public Task<Answer<StockView>> Receive(ReceiveStock command) => Keyed(
        command.Origin, StockKeys.OfClient(command.Key, command.Fingerprint),
        stock => StockDecider.Decide(stock, command));

    public async Task<Answer<StockView>> Adjust(AdjustStock command)
    {
        var answer = await Keyed(
            command.Origin, StockKeys.OfClient(command.Key, command.Fingerprint),
            stock => StockDecider.Decide(stock, command));
        if (answer is { IsDone: true, Replayed: false })
            StockMetrics.Adjusted();
        return answer;
    }

    public Task<Answer<StockView>> SetThreshold(SetThreshold command) =>
        Handle(command.Origin, stock => StockDecider.Decide(stock, command), View);

    public Task<Answer<StockView>> Reserve(ReserveStock command) => Once(
        command.Origin, StockKeys.Made(command), stock => StockDecider.Decide(stock, command, _sku),
        known => Handle(command.Origin, _ => StockDecider.Again(command, known), View));

    public Task<Answer<StockView>> Release(ReleaseStock command) => Closing(
        command.Origin, command.ReservationId, (stock, fate) => StockDecider.Decide(stock, command, fate));

    public Task<Answer<StockView>> Commit(CommitStock command) => Closing(
        command.Origin, command.ReservationId, (stock, fate) => StockDecider.Decide(stock, command, fate));

    private StockView View(Stock stock) => stock.View(Id);
}
