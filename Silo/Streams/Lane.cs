using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>What is still to be delivered of one stream to one subscriber, oldest first.</summary>
internal sealed class Lane(string subscriber, string key)
{
    private TaskCompletionSource? _pause;

    public string Subscriber => subscriber;

    public string Key => key;

    public Queue<(StreamDelivery Delivery, Watermark.Place Place)> Events { get; } = new();

    /// <summary>Of the first event.</summary>
    public Failures Failures { get; } = new();

    /// <summary>Others need the room: the first event is tried once more, then put aside.</summary>
    public bool IsLastCall { get; private set; }

    /// <summary>It fails by its own fault: in an outage there is no hurry.</summary>
    public bool MayHurry => Failures.Attempts > 0 && !IsLastCall;

    public void Next()
    {
        Events.Dequeue().Place.Done();
        Failures.Clear();
        IsLastCall = false;
    }

    /// <summary>Until the pause is over, or somebody is in a hurry.</summary>
    public async Task Wait(TimeSpan pause, TimeProvider clock)
    {
        // Never in place: whoever ends the pause has something else to do.
        var over = _pause = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var timer = clock.CreateTimer(
            static over => ((TaskCompletionSource)over!).TrySetResult(), over, pause, Timeout.InfiniteTimeSpan);
        await over.Task;
    }

    public void Hurry()
    {
        IsLastCall = true;
        _pause?.TrySetResult();
    }
}
