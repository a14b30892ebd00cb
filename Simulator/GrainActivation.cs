using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PosSaga.Simulator;

/// <summary>An activation of a grain, and its scheduling of calls.</summary>
internal sealed partial class GrainActivation : TurnQueue
{
    private readonly string label;
    private readonly GrainClass grainClass;
    private readonly List<GrainCall> running = [];
    private readonly List<GrainCall> waiting = [];

    // Running calls that are not [AlwaysInterleave], and those of them that are not [ReadOnly].
    private int plain, writing;
    private bool pumping;
    private int lastUsedEpoch;
    private long keepAliveUntil;

    public GrainActivation(SimulatedSilo silo, GrainClass grainClass, GrainId grainId, int number)
        : base(silo.Scheduler)
    {
        Silo = silo;
        this.grainClass = grainClass;
        GrainId = grainId;
        Number = number;
        label = $"{grainId}#{number}";
        TraceId = TraceHash.Of(label);
    }

    /// <summary>The activation whose turn runs on this thread.</summary>
    public static new GrainActivation? Current => TaskScheduler.Current as GrainActivation;

    public override SimulatedSilo Silo { get; }

    public override IGrainContext GrainContext => this;

    /// <summary>Sequence number among the silo's activations.</summary>
    public int Number { get; }

    public override string Label => label;

    internal override ulong TraceId { get; }

    internal override string Describe() =>
        running.Count == 0 ? label : $"{label} (running {string.Join(", ", running.ToArray().OfType<GrainCall>())})";

    internal void LogFailure(Exception error, string during)
    {
        if (Silo.Log.IsEnabled(LogLevel.Warning))
            Silo.Log.LogWarning(error, "{Grain} failed during {During}", label, during);
    }

    public void Receive(GrainCall call)
    {
        if (TakesCalls(call) && MayStart(call))
            Start(call);
        else if (state != State.Invalid)
            AddWaiting(call);
        else if (failure is { } error)
            call.Fail(error);
        else
            Forward(call);
    }

    public void Finished(GrainCall call)
    {
        var last = running[^1];
        running[call.RunningIndex] = last;
        last.RunningIndex = call.RunningIndex;
        running.RemoveAt(running.Count - 1);
        call.RunningIndex = -1;
        Used(call);
        Count(call, -1);
        Pump(all: false);
    }

    // Calls that arrive during deactivation wait for the next activation; ticks belong to this one.
    private bool TakesCalls(GrainCall call) => state == State.Valid
        || (state == State.Deactivating && !ending && call.IsLocalOnly && waiting.Count == 0);

    private bool MayStart(GrainCall call) =>
        plain == 0 || call.AlwaysInterleave || grainClass.Reentrant || (call.ReadOnly && writing == 0);

    private void Start(GrainCall call)
    {
        call.RunningIndex = running.Count;
        running.Add(call);
        Count(call, 1);
        Used(call);
        call.Start();
    }

    private void Count(GrainCall call, int by)
    {
        if (call.AlwaysInterleave)
            return;
        plain += by;
        writing += call.ReadOnly ? 0 : by;
    }

    // Starts the calls that may start, oldest first; later calls may overtake. A call that always interleaves only
    // waits for the activation to begin, so the whole queue is searched only then, or while only readers run.
    private void Pump(bool all)
    {
        if (pumping)
            return;
        pumping = true;
        for (var i = 0; i < waiting.Count && state == State.Valid;)
        {
            var call = waiting[i];
            if (MayStart(call))
            {
                waiting.RemoveAt(i);
                Start(call);
                // It may have finished synchronously, so that an older call may start now.
                i = 0;
            }
            else if (all || writing == 0)
                i++;
            else
                break;
        }

        pumping = false;
        EndIfQuiet();
    }

    // On a silo, calls that race to a cold grain arrive in any order, so the seed chooses it.
    private void AddWaiting(GrainCall call)
    {
        if (state == State.Activating)
            waiting.Insert(Silo.NextArrival(waiting.Count), call);
        else
            waiting.Add(call);
    }

    private GrainCall[] TakeWaiting()
    {
        var taken = waiting.ToArray();
        waiting.Clear();
        return taken;
    }

    private void Forward(GrainCall call)
    {
        if (call.IsLocalOnly)
            return;
        // Limited as in Orleans, because a grain that always deactivates at once would be retried for ever.
        if (call.Forwards++ < SimulatorOptions.ForwardsMax)
            Silo.Dispatch(call);
        else
            // Orleans' own rejection exception has no public constructor.
            call.Fail(new SiloUnavailableException(
                $"{call} was forwarded {call.Forwards - 1} times, and {label} has ended as well."));
    }

    public void KeepAliveFor(TimeSpan span) => keepAliveUntil =
        span == Timeout.InfiniteTimeSpan || span == TimeSpan.MaxValue ? long.MaxValue
        : span <= TimeSpan.Zero ? 0
        : Silo.Time.Now + span.Ticks;

    /// <summary>Approximate; <see cref="CollectIfIdle"/> checks again within a turn.</summary>
    public bool SeemsIdleAt(int epoch) =>
        state == State.Valid && grainClass.CollectionAge is { } age && epoch - lastUsedEpoch >= age;

    public void CollectIfIdle() => Enqueue(new NamedTurn("collect", Collect));

    private void Used(GrainCall call)
    {
        if (call.KeepsAlive)
            lastUsedEpoch = Silo.Epoch;
    }

    private void Collect()
    {
        if (SeemsIdleAt(Silo.Epoch) && running.Count == 0 && Silo.Time.Now >= keepAliveUntil)
            Close(new(DeactivationReasonCode.ActivationIdle, "Nobody called it for a while."));
    }
}
