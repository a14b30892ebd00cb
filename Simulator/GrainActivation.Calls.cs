using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>Which call may run when.</summary>
internal sealed partial class GrainActivation
{
    private readonly List<GrainCall> running = [];
    private readonly List<GrainCall> waiting = [];

    // Running calls that are not marked as always interleaving, and of those the ones that may change something.
    private int plain, writing;
    private bool pumping;

    /// <summary>A call arrives.</summary>
    public void Receive(GrainCall call)
    {
        if (TakesCalls(call) && MayStart(call))
            Start(call);
        else if (state != State.Invalid)
            AddWaiting(call);
        else if (failure is { } error)
            call.Fail(error);
        else
            SendOn(call);
    }

    /// <summary>A call is done.</summary>
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

    // What comes after a deactivation began waits for the next activation; ticks are of this one.
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

    // Starts what may start, oldest first; later calls overtake those that may not. Calls that always interleave only
    // wait for an activation to begin, so the rest of the queue is looked at only then or behind a reader.
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
                // It may have finished at once and let in an older one.
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

    // A call that comes to a grain which is not in memory has to be placed first, and those that come meanwhile
    // overtake each other on the way: the seed chooses their order. Afterwards they come in order.
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

    private void SendOn(GrainCall call)
    {
        if (call.IsLocalOnly)
            return;
        // As many times as Orleans: a grain that always leaves at once would be sent on for ever.
        if (call.Forwards++ < SimulatorOptions.ForwardsMax)
            Silo.Dispatch(call);
        else
            // Orleans rejects it; of the rejections this is the one that others can make.
            call.Fail(new SiloUnavailableException(
                $"{call} was sent on {call.Forwards - 1} times, and {label} is gone, too."));
    }
}
