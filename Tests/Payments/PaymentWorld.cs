using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Embedded;
using PosSaga.Journal;
using PosSaga.Payments;
using PosSaga.Payments.Simulator;
using PosSaga.Silo.Journaling;

namespace PosSaga.Tests.Payments;

/// <summary>A silo with payment grains, a journal in memory and the simulated gateway, in virtual time: five seconds pass
/// in no time, and always in the same order.</summary>
internal sealed class PaymentWorld
{
    private readonly EmbeddedSilo _silo;

    public PaymentWorld(ulong seed = 1)
    {
        Scheduler = new DeterministicScheduler(seed);
        Journal = new InMemoryJournal(new JournalOptions { AllowDevelopmentMasterKey = true }, Scheduler.Time);
        Controls = new GatewayControls(Ledger);
        Gateway = new CountedGateway(new SimulatedGateway(Ledger, Controls, Scheduler.Time, Random));
        Pipeline = new GatewayPipeline(Gateway, Scheduler.Time, Random);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Scheduler.Time);
        services.AddSingleton<IEventJournal>(Journal);
        services.AddSingleton(Journal.Keys);
        services.AddSingleton(Pipeline);
        services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddEventCodec(codec =>
        {
            codec.Assemblies.Add(typeof(PaymentEvent).Assembly);
            codec.Resolvers.Add(EventJson.Default);
        });
        services.AddJournalLogConsistency();
        services.AddEmbeddedOrleans(options =>
        {
            options.GrainAssemblies.Add(typeof(Payment).Assembly);
            options.GrainClasses = static type => type == typeof(PaymentGrain);
            options.Scheduler = Scheduler;
        });
        _silo = services.BuildServiceProvider().GetRequiredService<EmbeddedSilo>();
    }

    public DeterministicScheduler Scheduler { get; }

    public InMemoryJournal Journal { get; }

    public InMemoryGatewayLedger Ledger { get; } = new();

    public GatewayControls Controls { get; }

    public CountedGateway Gateway { get; }

    public GatewayPipeline Pipeline { get; }

    public IPaymentGrain Payment(string id) => _silo.GetGrain<IPaymentGrain>(GrainKeys.Of("demo", id));

    public void KillSilo() => _silo.KillAll();

    public void Run(Func<Task> client) => Scheduler.Run(client);

    public Task Wait(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Scheduler.Time);

    /// <summary>Virtual seconds that something took.</summary>
    public async Task<double> Seconds(Func<Task> what)
    {
        var start = Scheduler.Time.GetTimestamp();
        await what();
        return Scheduler.Time.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Stored names of a payment's events.</summary>
    public async Task<IEnumerable<string>> Log(string id) =>
        (await Journal.Read($"payment/demo/{id}", 0, 100)).Events.Select(e => e.Type);

    private double Random() => (Scheduler.Random.NextUInt64() >> 11) * (1.0 / (1UL << 53));
}

/// <summary>Counts the calls that reach the gateway.</summary>
internal sealed class CountedGateway(IPaymentGateway gateway) : IPaymentGateway
{
    public List<string> Calls { get; } = [];

    public Task<GatewayAnswer> Authorise(GatewayRequest request, CancellationToken cancellation) =>
        Counted(nameof(Authorise), () => gateway.Authorise(request, cancellation));

    public Task<GatewayAnswer> Inquire(string id, CancellationToken cancellation) =>
        Counted(nameof(Inquire), () => gateway.Inquire(id, cancellation));

    public Task<GatewayAnswer> Void(string id, CancellationToken cancellation) =>
        Counted(nameof(Void), () => gateway.Void(id, cancellation));

    public Task<GatewayAnswer> Capture(string id, Money amount, CancellationToken cancellation) =>
        Counted(nameof(Capture), () => gateway.Capture(id, amount, cancellation));

    public Task<GatewayAnswer> Refund(string id, string refundId, Money amount, CancellationToken cancellation) =>
        Counted(nameof(Refund), () => gateway.Refund(id, refundId, amount, cancellation));

    private Task<GatewayAnswer> Counted(string call, Func<Task<GatewayAnswer>> made)
    {
        Calls.Add(call);
        return made();
    }
}
