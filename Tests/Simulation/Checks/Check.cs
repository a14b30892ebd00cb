namespace PosSaga.Tests.Simulation;

/// <summary>Something that must be true of every world once it has come to rest.</summary>
internal abstract class Check
{
    /// <summary>In the order in which a person would want to hear of them.</summary>
    public static IReadOnlyList<Check> All { get; } =
    [
        new EverySagaEnds(), new NobodyIsChargedTwice(), new NoHoldIsLeftOpen(), new MoneyMatchesTheOrders(),
        new PaymentsAgreeWithTheGateway(), new StockAddsUp(), new EachDeliveryCountsOnce(), new NothingStaysReserved(),
        new SoldIsWhatWasOrdered(), new ACartIsOrderedOnce(), new OrdersAreOfCompletedSagas(),
        new AnOrderIsPaidBeforeItStands(), new TheTotalIsOfWhatWasAsked(), new AnswersAgree(), new OneKeyOneRequest(),
        new PromisesAreKept(), new HistoriesFold(), new TheChainHolds(), new SnapshotsAgree(),
        new GrainsSayWhatTheJournalSays(),
        new APersonsWordLeadsOn(), new PatienceIsLimited(), new NobodyIsCalledForAnOutage(), new EveryRefundEnds(),
        new EachClaimIsRefundedOnce(),
        new NothingStaysSetAside(), new AmountsAreByTheRules(), new RefundsAgreeWithTheGateway(), new GoodsFollowTheRefund(),
        new EachIsToldOnce(), new ClaimsFollowTheirRefund(), new OrdersFollowTheirRefund(),
        new ACancelledOrderGivesAllBack(), new PartsOfAnOrderAddUp(),
        new TheRecordSawEverythingOnce(),
        new NothingIsLeftPutAside(), new ClaimsRunTheirErrands(), new NoPieceIsClaimedTwice(), new AttemptsAreApart(),
        new EverySaleEnds(), new NumbersHaveNoGap(), new TheDrawerAddsUp(), new CardsOfSalesAreTheGateways(),
        new GoodsOfSalesLeftTheShelf(), new TillsAreToldTheSame(),
    ];

    public string Name => GetType().Name;

    /// <summary>What is broken, in words; nothing when all is well.</summary>
    public abstract IEnumerable<string> Broken(Evidence evidence);
}
