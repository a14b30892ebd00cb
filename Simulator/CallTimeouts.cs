using Orleans.Runtime;

namespace PosSaga.Simulator;

/// <summary>Ends the waiting of callers whose answer does not come. The call itself goes on: its outcome is
/// unknown.</summary>
/// <remarks>Every call has the same limit, so a list in order of sending is a list in order of due times: a call costs
/// two pointer moves, and one timer looks at the oldest only.</remarks>
internal sealed class CallTimeouts
{
    private readonly TimeProvider time;
    private readonly TimeSpan limit;
    private readonly long limitTicks;
    private readonly Shard[] shards;

    public CallTimeouts(TimeProvider time, TimeSpan limit, int shardCount)
    {
        this.time = time;
        this.limit = limit;
        limitTicks = (long)(limit.TotalSeconds * time.TimestampFrequency);
        shards = new Shard[shardCount];
        for (var i = 0; i < shardCount; i++)
        {
            var shard = shards[i] = new Shard();
            shard.Timer = time.CreateTimer(
                _ => Expire(shard), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Track(GrainCall call)
    {
        call.Shard = shards.Length == 1 ? 0 : Thread.GetCurrentProcessorId() % shards.Length;
        var shard = shards[call.Shard];
        lock (shard.Gate)
        {
            call.DueTimestamp = time.GetTimestamp() + limitTicks;
            call.Earlier = shard.Last;
            if (shard.Last is null)
                shard.First = call;
            else
                shard.Last.Later = call;
            shard.Last = call;
            if (shard.Armed)
                return;
            shard.Armed = true;
        }

        shard.Timer!.Change(limit, Timeout.InfiniteTimeSpan);
    }

    public void Forget(GrainCall call)
    {
        if (call.Shard < 0)
            return;
        var shard = shards[call.Shard];
        lock (shard.Gate)
            Unlink(shard, call);
    }

    private static void Unlink(Shard shard, GrainCall call)
    {
        if (call.Shard < 0)
            return;
        call.Shard = -1;
        if (call.Earlier is null)
            shard.First = call.Later;
        else
            call.Earlier.Later = call.Later;
        if (call.Later is null)
            shard.Last = call.Earlier;
        else
            call.Later.Earlier = call.Earlier;
        call.Earlier = call.Later = null;
    }

    private void Expire(Shard shard)
    {
        while (true)
        {
            GrainCall call;
            lock (shard.Gate)
            {
                if (shard.First is null)
                {
                    shard.Armed = false;
                    return;
                }

                call = shard.First;
                var left = call.DueTimestamp - time.GetTimestamp();
                if (left > 0)
                {
                    // Rounded up: a timer that fires early would find nothing due and come back at once.
                    var wait = TimeSpan.FromMilliseconds(Math.Ceiling(left * 1000.0 / time.TimestampFrequency));
                    shard.Timer!.Change(wait, Timeout.InfiniteTimeSpan);
                    return;
                }

                Unlink(shard, call);
            }

            call.Fail(new TimeoutException(
                $"No answer from {call.Target} to {call.Method} within {limit.TotalSeconds:0.###} s; " +
                "whether it was or will be done is unknown."));
        }
    }

    private sealed class Shard
    {
        public readonly Lock Gate = new();
        public ITimer? Timer;
        public GrainCall? First, Last;
        public bool Armed;
    }
}
