using Microsoft.Extensions.DependencyInjection;
using Orleans;
using PosSaga.Simulator;

namespace PosSaga.Tests.Simulator;

/// <summary>A silo whose interleaving and time are decided by a seed, with the grains of this folder.</summary>
internal sealed class ProbeSilo
{
    public ProbeSilo(
        ulong seed = 1, Action<SimulatorOptions>? options = null, Action<IServiceCollection>? services = null)
    {
        Scheduler = new DeterministicScheduler(seed);
        var collection = new ServiceCollection();
        collection.AddSingleton(Log);
        services?.Invoke(collection);
        collection.AddSimulatedSilo(Scheduler, o =>
        {
            o.GrainAssemblies.Add(typeof(ProbeSilo).Assembly);
            o.GrainClasses = static t => t.Namespace == typeof(ProbeSilo).Namespace;
            o.Serialization = CallSerialization.None;
            options?.Invoke(o);
        });
        Services = collection.BuildServiceProvider();
        Silo = Services.GetRequiredService<SimulatedSilo>();
    }

    public DeterministicScheduler Scheduler { get; }

    public SimulatedSilo Silo { get; }

    public IServiceProvider Services { get; }

    public ProbeLog Log { get; } = new();

    public void Run(Func<Task> client) => Scheduler.Run(client);

    public T Get<T>(string key) where T : IGrainWithStringKey => Silo.GetGrain<T>(key);

    public Task Wait(double seconds) => Task.Delay(TimeSpan.FromSeconds(seconds), Scheduler.Time);
}

/// <summary>What happened, in order.</summary>
internal sealed class ProbeLog
{
    private readonly List<string> lines = [];

    public string[] Lines
    {
        get
        {
            lock (lines)
                return [.. lines];
        }
    }

    public void Add(string line)
    {
        lock (lines)
            lines.Add(line);
    }
}
