using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace PosSaga.Tests.Simulator;

public interface IProbeGrain : IGrainWithStringKey
{
    Task<int> Count();

    /// <summary>Logs its begin and its end, so many seconds apart.</summary>
    Task Work(string name, double seconds);

    [AlwaysInterleave] Task Glance(string name, double seconds);

    [ReadOnly] Task Read(string name, double seconds);

    Task Throw(string message);

    Task<string?> Context(string key);

    Task Background(int steps);

    Task Tick(double seconds, bool interleave);

    Task LeaveSoon();

    Task Escape();

    Task<string> AskOther(string key);

    ValueTask<int> Add(int a, int b);

    [OneWay] Task Whisper(string what);

    Task<Seen> Echo(Seen seen);
}

[GenerateSerializer, Immutable]
public sealed record Seen([property: Id(0)] string What);

/// <summary>Does what the tests want to see; fails to activate while its key says so.</summary>
internal sealed class ProbeGrain(ProbeLog log, TimeProvider time) : Grain, IProbeGrain
{
    private int count;

    private string Id => this.GetPrimaryKeyString();

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await Task.Yield();
        if (Id.Contains("broken-once", StringComparison.Ordinal) && !log.Lines.Contains($"{Id} failed"))
        {
            log.Add($"{Id} failed");
            throw new InvalidOperationException("cannot activate");
        }

        log.Add($"{Id} activated");
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken);
        log.Add($"{Id} deactivated: {reason.ReasonCode}");
    }

    public async Task<int> Count()
    {
        var read = count;
        await Task.Yield();
        return count = read + 1;
    }

    public Task Work(string name, double seconds) => Logged(name, seconds);

    public Task Glance(string name, double seconds) => Logged(name, seconds);

    public Task Read(string name, double seconds) => Logged(name, seconds);

    public async Task Throw(string message)
    {
        await Task.Yield();
        throw new InvalidOperationException(message);
    }

    public Task<string?> Context(string key) => Task.FromResult(RequestContext.Get(key) as string);

    public Task Background(int steps)
    {
        _ = Steps();
        return Task.CompletedTask;

        async Task Steps()
        {
            for (var i = 1; i <= steps; i++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), time);
                log.Add($"step {i}");
            }
        }
    }

    public Task Tick(double seconds, bool interleave)
    {
        this.RegisterGrainTimer(
            _ =>
            {
                log.Add("tick");
                return Task.CompletedTask;
            },
            new GrainTimerCreationOptions(TimeSpan.FromSeconds(seconds), TimeSpan.FromSeconds(seconds))
            {
                Interleave = interleave,
            });
        return Task.CompletedTask;
    }

    public async Task LeaveSoon()
    {
        DeactivateOnIdle();
        await Logged("leaving", 1);
    }

    // The machine's own clock, where the simulated one was meant.
    public Task Escape() => Task.Delay(20);

    public Task<string> AskOther(string key) =>
        Task.FromResult($"{Id} knows {GrainFactory.GetGrain<IProbeGrain>(key).GetGrainId()}");

    public ValueTask<int> Add(int a, int b) => new(a + b);

    public Task Whisper(string what)
    {
        log.Add(what);
        throw new InvalidOperationException("nobody hears this");
    }

    public Task<Seen> Echo(Seen seen) => Task.FromResult(seen);

    private async Task Logged(string name, double seconds)
    {
        log.Add($"{name} begins");
        await Task.Delay(TimeSpan.FromSeconds(seconds), time);
        log.Add($"{name} ends");
    }
}
