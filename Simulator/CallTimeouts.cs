namespace PosSaga.Simulator;

/// <summary>Fails calls that are not answered in time; they go on at the grain.</summary>
/// <remarks>Calls with the same limit expire in the order in which they were sent, so one queue and one timer per
/// limit are enough.</remarks>
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
        private bool isSet;

        public Limit(VirtualTimeProvider time, TimeSpan limit)
        {
            (this.time, this.limit) = (time, limit);
            timer = time.CreatePlainTimer(static self => ((Limit)self!).Expire(), this);
        }

        public void Track(GrainCall call)
        {
            sent.Enqueue((call, time.GetTimestamp() + limit.Ticks));
            if (isSet)
                return;
            isSet = true;
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

            isSet = false;
        }
    }
}
