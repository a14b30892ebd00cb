using Orleans;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Refunds;
using PosSaga.Sagas;
using PosSaga.Sales;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Streaming;

namespace PosSaga.Tests.Simulation;

/// <summary>A substitute at one seam of the system: what a small mistake there would amount to. The world as it should
/// be has none.</summary>
internal sealed record Plant
{
    private static readonly StreamRoutes TheRoutes = StreamingServices.Routes(SiloServices.Events);

    public static Plant Nothing { get; } = new();

    public Func<World, IEventJournal, IEventJournal> Journal { get; init; } = static (_, journal) => journal;

    public Func<IEventCodec, IEventCodec> Codec { get; init; } = static codec => codec;

    public Func<IPaymentGateway, IPaymentGateway> Gateway { get; init; } = static gateway => gateway;

    public Func<IGatewayLedger, IGatewayLedger> Ledger { get; init; } = static ledger => ledger;

    /// <summary>What a pause between two attempts is drawn with, from 0 to 1.</summary>
    public Func<double, double> Jitter { get; init; } = static jitter => jitter;

    public RefundPatience RefundPatience { get; init; } = RefundPatience.Usual;

    public IReadOnlyList<Step> Steps { get; init; } = OrderSteps.Steps;

    public IReadOnlyList<Step<Sale>> SaleSteps { get; init; } = PosSaga.Sales.SaleSteps.Steps;

    public Func<IUnfinishedSagas, IUnfinishedSagas> Unfinished { get; init; } = static unfinished => unfinished;

    public Func<World, ICheckpoints, ICheckpoints> Checkpoints { get; init; } = static (_, checkpoints) => checkpoints;

    public Func<IDeadLetters, IDeadLetters> Letters { get; init; } = static letters => letters;

    public Func<IUnfinishedRefunds, IUnfinishedRefunds> StuckRefunds { get; init; } = static unfinished => unfinished;

    /// <summary>Who is told of what.</summary>
    public StreamRoutes Routes { get; init; } = TheRoutes;

    /// <summary>Around every call from grain to grain, where claims are; null for nothing.</summary>
    public Func<IOutgoingGrainCallContext, Task>? Calls { get; init; }

    /// <summary>Weather in which a rare mistake shows sooner.</summary>
    public Func<FaultProfile, FaultProfile> Climate { get; init; } = static climate => climate;
}
