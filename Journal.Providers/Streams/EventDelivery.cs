using PosSaga.Streams;

namespace PosSaga.Journal.Providers;

/// <summary>One event on its way to one subscriber. Its agent calls it within its turns.</summary>
internal sealed class EventDelivery(JournalBatch batch, Route route)
{
    private TaskCompletionSource? _pause;

    public JournalBatch Batch => batch;

    public Route Route => route;

    /// <summary>As dead letters name it.</summary>
    public string Stream => string.Concat(route.Namespace, "/", batch.Key);

    /// <summary>It was handled or put aside.</summary>
    public bool IsDone { get; private set; }

    /// <summary>Failures of the event itself.</summary>
    public int Attempts { get; set; }

    /// <summary>Calls that ran into the cluster's call limit.</summary>
    public int Timeouts { get; set; }

    /// <summary>Failures that say nothing about the event.</summary>
    public int Outages { get; set; }

    /// <summary>Before the next attempt.</summary>
    public TimeSpan Pause { get; set; }

    /// <summary>Others need the room: it is tried once more, then put aside.</summary>
    public bool IsLastCall { get; private set; }

    /// <summary>It fails by its own fault: in an outage there is no hurry.</summary>
    public bool MayHurry => Attempts > 0 && !IsLastCall;

    public static PublishedEvent ItemOf(RecordedEvent e) =>
        new(e.Position, e.Stream, e.Version, e.Type, e.Data, e.Metadata, e.TimeMicros);

    /// <summary>Of the stream and of the grains that it is for: <c>{tenant}/{process key}</c>. The tenant is that of the
    /// journal's stream that the event was raised in.</summary>
    public static string KeyOf(RecordedEvent e)
    {
        var tenant = e.Stream.IndexOf('/', StringComparison.Ordinal) + 1;
        var end = e.Stream.IndexOf('/', tenant);
        return string.Concat(e.Stream.AsSpan(tenant, end - tenant), "/", e.ProcessKey);
    }

    /// <returns>False when it was before.</returns>
    public bool Done()
    {
        var was = IsDone;
        IsDone = true;
        return !was;
    }

    /// <summary>Until the pause is over, or somebody is in a hurry.</summary>
    public async Task Wait(TimeProvider clock)
    {
        // Never in place: whoever ends the pause has something else to do.
        var over = _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(
            static over => ((TaskCompletionSource)over!).TrySetResult(), over, Pause, Timeout.InfiniteTimeSpan);
        await over.Task;
        Pause = TimeSpan.Zero;
    }

    public void Hurry()
    {
        IsLastCall = true;
        EndPause();
    }

    public void EndPause() => _pause?.TrySetResult();
}
