namespace PosSaga.Tests.Simulation;

/// <summary>A small deliberate fault, and the checks that are there to catch it.</summary>
internal sealed record PlantedBug(string Name, Plant Plant, params string[] CaughtBy)
{
    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        .. RefundBugs.All,
        .. PartBugs.All,
        .. TillBugs.All,
        new("a client's key is forgotten",
            new()
            {
                Journal = (_, j) => new ForgetsKeys(j, k => k.Key.StartsWith("client:", StringComparison.Ordinal)),
            },
            nameof(EachDeliveryCountsOnce)),
        new("a bar against a late reservation is forgotten",
            new()
            {
                Journal = (_, j) => new ForgetsKeys(j, k => k.Fingerprint == "barred"),
                Climate = c => c with
                {
                    CallsLate = 0.4, OperatorsMeddle = 1, KillsPerTurn = 0.02, Customers = 6,
                },
            },
            nameof(NothingStaysReserved)),
        new("an append is acknowledged before it is made",
            new() { Journal = (_, j) => new AcknowledgesFirst(j) },
            nameof(AnswersAgree), nameof(GrainsSayWhatTheJournalSays)),
        new("an append is sent as a new one after a lost acknowledgement",
            new()
            {
                Journal = (_, j) => new AppendsTwice(
                    j, request => request.Stream.StartsWith("order/", StringComparison.Ordinal)),
            },
            nameof(OrdersAreOfCompletedSagas), nameof(GrainsSayWhatTheJournalSays)),
        new("a conflict is taken for a success",
            // A saga begins by the append itself saying that it is new, so that this one shows nearly everywhere.
            new() { Journal = (_, j) => new SwallowsConflicts(j, "order-saga/") },
            nameof(AnswersAgree), nameof(GrainsSayWhatTheJournalSays), nameof(MoneyMatchesTheOrders),
            nameof(SoldIsWhatWasOrdered), nameof(ACartIsOrderedOnce), nameof(OrdersAreOfCompletedSagas)),
        new("an outage of the journal is answered with success",
            new() { Journal = (_, j) => new SwallowsOutages(j, "cart.item-set/1") }, nameof(PromisesAreKept),
            nameof(GrainsSayWhatTheJournalSays)),
        new("a buffer is written to after it was appended",
            new() { Journal = (_, j) => new UsesItsBufferAgain(j) }, nameof(TheChainHolds)),
        new("the gateway does not look at ids",
            new() { Gateway = g => new IgnoresIds(g) }, nameof(NobodyIsChargedTwice),
            nameof(NoHoldIsLeftOpen), nameof(PaymentsAgreeWithTheGateway)),
        new("the gateway forgets bars",
            new() { Ledger = l => new ForgetsBars(l) }, nameof(NoHoldIsLeftOpen), nameof(PaymentsAgreeWithTheGateway)),
        new("a cent less is captured",
            new() { Ledger = l => new TakesACentLess(l), Gateway = g => new SaysItTookAll(g) },
            nameof(MoneyMatchesTheOrders)),
        new(
            "reserving stock has no undo", new() { Steps = StepBugs.StockIsNeverReleased },
            nameof(NothingStaysReserved)),
        new("freezing a cart has no undo", new() { Steps = StepBugs.CartIsNeverThawed }, nameof(ACartIsOrderedOnce)),
        new(
            "finishing does not close the cart", new() { Steps = StepBugs.CartIsNotClosed },
            nameof(ACartIsOrderedOnce)),
        new("the order is confirmed before the payment",
            new() { Steps = StepBugs.OrderBeforePayment }, nameof(AnOrderIsPaidBeforeItStands)),
        new("an unknown outcome is taken for a refusal",
            new() { Steps = StepBugs.UnknownIsARefusal }, nameof(NoHoldIsLeftOpen),
            nameof(PaymentsAgreeWithTheGateway)),
        new("an undo without an answer counts as done",
            new() { Steps = StepBugs.AFailedUndoCountsAsDone },
            nameof(NoHoldIsLeftOpen), nameof(PaymentsAgreeWithTheGateway)),
        new("a step that can be undone is tried for ever",
            new()
            {
                Steps = StepBugs.StepsAreTriedForEver,
                Climate = c => c with { GatewayLost = 0.6, GatewayOutages = 2 },
            },
            nameof(PatienceIsLimited)),
        new("an undo is refused whatever a person says",
            new() { Steps = StepBugs.NoWordLeadsOn, Climate = c => c with { OperatorsLeaveSome = false } },
            nameof(APersonsWordLeadsOn)),
        new("a person is called for an outage of a minute",
            new()
            {
                Steps = StepBugs.APersonIsCalledAfterAMinute,
                Climate = c => c with { GatewayLost = 0.9, Impatient = false },
            },
            nameof(NobodyIsCalledForAnOutage)),
        new("every attempt at the stock has a new id",
            new() { Steps = StepBugs.EveryAttemptIsNew }, nameof(NothingStaysReserved)),
        new("an event loses a field on its way to the journal",
            new() { Codec = c => new DropsAField(c, DropsAField.CodeOfPayment) }, nameof(GrainsSayWhatTheJournalSays)),
        new("a snapshot loses a field",
            new() { Codec = c => new DropsAField(c, DropsAField.BarsOfCart) }, nameof(SnapshotsAgree)),
        new("the watchdog resumes nothing", new() { Unfinished = _ => new SeesNothing() }, nameof(EverySagaEnds)),
    ];

    public Story Story { get; init; } = Story.Orders;

    public override string ToString() => Name;
}
