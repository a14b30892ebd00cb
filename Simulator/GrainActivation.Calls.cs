namespace PosSaga.Simulator;

/// <summary>Which call may run when.</summary>
internal sealed partial class GrainActivation
{
    private readonly List<GrainCall> running = [];
    private GrainCall? firstWaiting, lastWaiting;

    // Running calls that are not marked as always interleaving, and of those the ones that may change something.
    private int plain, writing;
    private bool pumping;

    /// <summary>A call arrives.</summary>
    public void Receive(GrainCall call)
    {
        if (state == State.Active && !closing && MayStart(call))
            Start(call);
        else if (failure is { } error)
            call.Fail(error);
        else if (state == State.Dead)
            call.Redirect();
        else
            AddWaiting(call);
    }

    /// <summary>A call is done.</summary>
    public void Finished(GrainCall call)
    {
        var last = running[^1];
        running[call.RunningIndex] = last;
        last.RunningIndex = call.RunningIndex;
        running.RemoveAt(running.Count - 1);
        call.RunningIndex = -1;
        lastUsedEpoch = Silo.Epoch;
        if (!call.AlwaysInterleave)
        {
            plain--;
            writing -= call.ReadOnly ? 0 : 1;
        }

        Pump(all: false);
    }

    private bool MayStart(GrainCall call) =>
        plain == 0 || call.AlwaysInterleave || Class.Reentrant || (call.ReadOnly && writing == 0);

    private void Start(GrainCall call)
    {
        call.RunningIndex = running.Count;
        running.Add(call);
        if (!call.AlwaysInterleave)
        {
            plain++;
            writing += call.ReadOnly ? 0 : 1;
        }

        lastUsedEpoch = Silo.Epoch;
        call.Start();
    }

    // Starts what may start, oldest first; later calls overtake those that may not. Calls that always interleave only
    // wait for an activation to begin or end, so the rest of the queue is looked at only then or behind a reader.
    private void Pump(bool all)
    {
        if (pumping)
            return;
        pumping = true;
        var previous = (GrainCall?)null;
        var call = firstWaiting;
        while (call is not null && state == State.Active && !closing)
        {
            if (!MayStart(call))
            {
                if (!all && writing > 0)
                    break;
                previous = call;
                call = call.NextWaiting;
                continue;
            }

            RemoveWaiting(previous, call);
            Start(call);
            // It may have finished at once and let in an older one.
            previous = null;
            call = firstWaiting;
        }

        pumping = false;
        if (closing && state == State.Active && running.Count == 0)
            BeginDeactivation();
    }

    private void AddWaiting(GrainCall call)
    {
        if (lastWaiting is null)
            firstWaiting = call;
        else
            lastWaiting.NextWaiting = call;
        lastWaiting = call;
    }

    private void RemoveWaiting(GrainCall? previous, GrainCall call)
    {
        if (previous is null)
            firstWaiting = call.NextWaiting;
        else
            previous.NextWaiting = call.NextWaiting;
        if (ReferenceEquals(lastWaiting, call))
            lastWaiting = previous;
        call.NextWaiting = null;
    }

    private List<GrainCall> TakeWaiting()
    {
        var taken = new List<GrainCall>();
        for (var call = firstWaiting; call is not null;)
        {
            var next = call.NextWaiting;
            call.NextWaiting = null;
            taken.Add(call);
            call = next;
        }

        firstWaiting = lastWaiting = null;
        return taken;
    }
}
