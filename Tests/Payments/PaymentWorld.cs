using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.PaymentSimulator;
using PosSaga.Payments;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Payments;

/// <summary>A silo with payment grains, a journal in memory and the simulated gateway, in virtual time: five seconds
/// pass in no time, and always in the same order.</summary>
internal sealed class PaymentWorld
{
    private readonly GrainsUnderTest _grains;

    public PaymentWorld(GrainHost host, ulong seed = 1)
    {
        _grains = GrainsUnderTest.On(host, seed);
        Journal = new InMemoryJournal(new JournalOptions { AllowDevelopmentMasterKey = true }, Time);
        Controls = new GatewayControls(Ledger);
        Gateway = new CountedGateway(new SimulatedGateway(Ledger, Controls, Time, Random));
        Pipeline = new GatewayPipeline(Gateway, Time, Random);
        _grains.Build(services =>
        {
            services.AddSingleton<IEventJournal>(Journal);
            services.AddSingleton(Journal.Keys);
            services.AddSingleton(Journal.System.Snapshots);
            services.AddSingleton(Pipeline);
            services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
            services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
            services.AddEventCodec(codec =>
            {
                codec.Assemblies.Add(typeof(PaymentEvent).Assembly);
                codec.Resolvers.Add(EventJson.Default);
            });
            services.AddJournalLogConsistency();
        });
    }

    public TimeProvider Time => _grains.Time;

    public InMemoryJournal Journal { get; }

    public InMemoryGatewayLedger Ledger { get; } = new();

    public GatewayControls Controls { get; }

    public CountedGateway Gateway { get; }

    public GatewayPipeline Pipeline { get; }

    public IPaymentGrain Payment(string id) => _grains.Grains.GetGrain<IPaymentGrain>(GrainKeys.Of("demo", id));

    public Task KillSilo() => _grains.KillAll();

    public void Run(Func<Task> client) => _grains.Run(client);

    public Task Wait(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Time);

    /// <summary>Virtual seconds that something took.</summary>
    public async Task<double> Seconds(Func<Task> what)
    {
        var start = Time.GetTimestamp();
        await what();
        return Time.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Stored names of a payment's events.</summary>
    public async Task<IEnumerable<string>> Log(string id) =>
        (await Journal.Read($"payment/demo/{id}", 0, 100)).Events.Select(e => e.Type);

    private double Random()
    {
        lock (_grains)
            return (_grains.Random.NextUInt64() >> 11) * (1.0 / (1UL << 53));
    }
}

/// <summary>Counts the calls that reach the gateway.</summary>
internal sealed class CountedGateway(IPaymentGateway gateway) : IPaymentGateway
{
    private readonly List<string> _calls = [];

    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

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
        lock (_calls)
            _calls.Add(call);
        return made();
    }
}
