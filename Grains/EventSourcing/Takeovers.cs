namespace PosSaga.EventSourcing;

/// <summary>Whether a silo that was declared dead may still append: it goes on until it notices, and the activation that
/// took over may have read before that. One per silo.</summary>
public sealed class Takeovers(TimeProvider clock)
{
    /// <summary>After a silo was declared dead. It hears of it within a few probes, its calls end after 30 s and the
    /// journal's retries before that; who was stopped for longer finds its database connection gone.</summary>
    public static readonly TimeSpan LateAppendsMax = TimeSpan.FromMinutes(1);

    private long _until = long.MinValue;

    /// <summary>When a read begins.</summary>
    public long Now => clock.GetTimestamp();

    /// <summary>A silo was declared dead.</summary>
    public void Saw()
    {
        var until = Now + (long)(LateAppendsMax.TotalSeconds * clock.TimestampFrequency);
        for (var known = Volatile.Read(ref _until); known < until;)
            known = Interlocked.CompareExchange(ref _until, until, known);
    }

    /// <summary>What was read then may lack a late append.</summary>
    public bool MayHaveMissed(long readAt) => readAt < Volatile.Read(ref _until);
}
