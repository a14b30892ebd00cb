using Orleans;

namespace PosSaga.Tests.Parity;

/// <summary>What a rule is played on: grains of its own, on a silo or in the simulator.</summary>
internal abstract class Stage(string play, Script script)
{
    public Script Script => script;

    public abstract IGrainFactory Grains { get; }

    /// <summary>Longer than the response time-out of methods that have a short one.</summary>
    public static TimeSpan AfterTimeOut { get; } = TimeSpan.FromSeconds(1.5);

    /// <summary>Timers tick so often.</summary>
    public static TimeSpan TickPeriod { get; } = TimeSpan.FromMilliseconds(20);

    /// <summary>For timers that tick until their activation is collected: short on a silo.</summary>
    public abstract TimeSpan LongTickPeriod { get; }

    public T Get<T>(string name) where T : IGrainWithStringKey => Grains.GetGrain<T>($"{play}/{name}");

    public IParityGrain Get(string name) => Get<IParityGrain>(name);

    public void Say(string line) => script.Say(line);

    public Task Said(string line) => script.Said(line);

    public void Open(params string[] gates) => script.Open(gates);

    public abstract Task Wait(TimeSpan time);

    /// <summary>Every activation that is idle just now is collected.</summary>
    public abstract Task CollectIdle();

    /// <summary>Until the line was said: a round of collection passes by an activation whose last call or tick is just
    /// ending.</summary>
    public async Task CollectIdleUntil(string line)
    {
        for (var said = Said(line); !said.IsCompleted; await Wait(TickPeriod))
            await CollectIdle();
    }

    /// <summary>Says how a call ended.</summary>
    public async Task Try(string what, Func<Task> call)
    {
        try
        {
            await call();
            Say($"{what} is fine");
        }
        catch (Exception error)
        {
            var inner = error.InnerException is { } cause ? $"({cause.GetType().Name})" : "";
            Say($"{what}: {error.GetType().Name}{inner}");
        }
    }
}
