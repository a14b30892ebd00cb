using Microsoft.Extensions.Logging;
using Orleans;
using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>A grain in memory: its object, its turns, the calls that run and those that wait.</summary>
/// <remarks>All fields belong to its turns unless said otherwise.</remarks>
internal sealed partial class GrainActivation : TurnQueue, IGrainContext
{
    private readonly TaskCompletionSource deactivated = new();
    private readonly string label;
    private ActivationStreams? streams;
    private State state = State.Activating;

    public GrainActivation(EmbeddedSilo silo, GrainClass grainClass, GrainId grainId, long number)
        : base(silo.Scheduler)
    {
        Silo = silo;
        Class = grainClass;
        GrainId = grainId;
        Number = number;
        label = $"{grainId}#{number}";
        TraceId = TraceHash.Of(label);
        Seed(new ActivateTurn(this));
    }

    private enum State
    {
        Activating,
        Active,
        Deactivating,
        Dead,
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    public static new GrainActivation? Current => TaskScheduler.Current as GrainActivation;

    public EmbeddedSilo Silo { get; }

    public GrainClass Class { get; }

    public GrainId GrainId { get; }

    /// <summary>Counts activations of this silo: their order, without a clock and without random ids.</summary>
    public long Number { get; }

    public object? GrainInstance { get; private set; }

    /// <summary>Made for the first item; most activations get none.</summary>
    public ActivationStreams Streams => streams ??= new();

    public IServiceProvider ActivationServices => Silo.Services;

    public IIncomingGrainCallFilter[] IncomingFilters => Silo.IncomingFilters;

    public Task Deactivated => deactivated.Task;

    public override string Label => label;

    internal override ulong TraceId { get; }

    /// <summary>Its activation failed, or it is gone: from any thread.</summary>
    public void Deactivate(DeactivationReason deactivationReason, CancellationToken cancellationToken = default)
    {
        if (ReferenceEquals(Current, this))
            Close(deactivationReason);
        else
            Enqueue(new DeactivateTurn(this, deactivationReason));
    }

    /// <summary>Dies as in a crash: no code of it runs any more, not even what it is waiting for.</summary>
    public void Kill(KillNotice notice)
    {
        Silo.Remove(this);
        var dropped = KillTurns();
        state = State.Dead;
        DisposeTimers();
        deactivated.TrySetResult();
        if (notice == KillNotice.AfterTimeout)
            return;

        var error = new SiloUnavailableException($"{label} died; whether its calls were done is unknown.");
        foreach (var call in dropped.OfType<GrainCall>().Concat(running).Concat(TakeWaiting()).ToArray())
            call.Fail(error);
    }

    internal void LogFailure(Exception error, string during)
    {
        if (Silo.Log.IsEnabled(LogLevel.Warning))
            Silo.Log.LogWarning(error, "{Grain} failed during {During}", label, during);
    }

    private sealed class ActivateTurn(GrainActivation activation) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("activate");

        public void Run() => _ = activation.ActivateAsync();
    }

    private sealed class DeactivateTurn(GrainActivation activation, DeactivationReason reason) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("deactivate");

        public void Run() => activation.Close(reason);
    }
}

/// <summary>What callers of a killed activation notice.</summary>
public enum KillNotice
{
    /// <summary>A broken connection: an error with unknown outcome at once.</summary>
    AtOnce,

    /// <summary>Silence: they time out.</summary>
    AfterTimeout,
}
