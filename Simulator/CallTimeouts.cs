namespace PosSaga.Simulator;

/// <summary>Ends the waiting of callers whose answer does not come. The call itself goes on: its outcome is
/// unknown.</summary>
/// <remarks>Calls with the same limit are due in the order in which they were sent: a queue of them, and one timer that
/// looks at the oldest. What was answered meanwhile is dropped when its turn comes.</remarks>
internal sealed class CallTimeouts(VirtualTimeProvider time)
{
    private readonly Dictionary<TimeSpan, Limit> limits = [];

    public void Track(GrainCall call, TimeSpan limit)
    {
        if (!limits.TryGetValue(limit, out var queue))
            limits.Add(limit, queue = new Limit(time, limit));
        queue.Track(call);
    }

    private sealed class Limit
    {
        private readonly VirtualTimeProvider time;
        private readonly TimeSpan limit;
        private readonly Queue<(GrainCall Call, long Due)> sent = new();
        private readonly ITimer timer;
        private bool armed;

        public Limit(VirtualTimeProvider time, TimeSpan limit)
        {
            (this.time, this.limit) = (time, limit);
            timer = time.CreatePlainTimer(static self => ((Limit)self!).Expire(), this);
        }

        public void Track(GrainCall call)
        {
            sent.Enqueue((call, time.GetTimestamp() + limit.Ticks));
            if (armed)
                return;
            armed = true;
            timer.Change(limit, Timeout.InfiniteTimeSpan);
        }

        private void Expire()
        {
            while (sent.TryPeek(out var oldest))
            {
                var left = oldest.Call.IsAnswered ? 0 : oldest.Due - time.GetTimestamp();
                if (left > 0)
                {
                    timer.Change(TimeSpan.FromTicks(left), Timeout.InfiniteTimeSpan);
                    return;
                }

                sent.Dequeue();
                oldest.Call.TimeOut(limit);
            }

            armed = false;
        }
    }
}
