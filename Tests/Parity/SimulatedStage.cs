using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Configuration;
using Orleans.Runtime;
using Orleans.Serialization;
using Orleans.Storage;
using PosSaga.Simulator;
using PosSaga.Tests.Simulator;

namespace PosSaga.Tests.Parity;

/// <summary>In the simulator, with an order of turns of the seed's.</summary>
internal sealed class SimulatedStage : Stage
{
    private static readonly SimulatorOptions Defaults = new();

    private readonly DeterministicScheduler _scheduler;

    private SimulatedStage(DeterministicScheduler scheduler, IGrainFactory grains, Script script)
        : base("play", script) => (_scheduler, Grains) = (scheduler, grains);

    public override IGrainFactory Grains { get; }

    public override TimeSpan LongTickPeriod => Defaults.CollectionAge / 4;

    public static string[] Play(Rule rule, Distance distance, ulong seed)
    {
        var scheduler = new DeterministicScheduler(seed);
        var scripts = new Scripts();
        var services = new ServiceCollection();
        services.AddParity(scripts);
        services.AddSingleton<IIncomingGrainCallFilter, ParityFilter>();
        services.AddSingleton<IOutgoingGrainCallFilter, ParityFilter>();
        services.AddSimulatedSilo(scheduler, silo =>
        {
            silo.GrainAssemblies.Add(typeof(Stage).Assembly);
            silo.GrainClasses = static type => type.Namespace == typeof(Stage).Namespace;
            silo.Serialization = distance == Distance.Near ? CallSerialization.None : CallSerialization.All;
        });
        using var provider = services.BuildServiceProvider();
        var grains = provider.GetRequiredService<SimulatedSilo>().Grains;
        var stage = new SimulatedStage(scheduler, grains, scripts.Of("play"));
        scheduler.Run(() => rule.Play(stage));
        return stage.Script.Lines;
    }

    public override Task Wait(TimeSpan time) => Task.Delay(time, _scheduler.Time);

    // Its age, and the rounds in which ages are counted.
    public override Task CollectIdle() => Wait(Defaults.CollectionAge + (2 * Defaults.CollectionQuantum));
}

internal static class ParityServices
{
    /// <summary>What the grains of the rules need, wherever they are hosted.</summary>
    public static void AddParity(this IServiceCollection services, Scripts scripts)
    {
        services.AddSingleton(scripts).AddSingleton<IGrainStorage, MemoryStorage>();
        services.Configure<ExceptionSerializationOptions>(
            options => options.SupportedNamespacePrefixes.Add(nameof(PosSaga)));
    }
}
