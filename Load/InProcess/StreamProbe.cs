using System.Buffers.Text;
using Orleans;
using Orleans.Streams;
using Orleans.Streams.Core;
using PosSaga.Journal;
using PosSaga.Load.Measuring;
using PosSaga.Streams;

namespace PosSaga.Load.InProcess;

/// <summary>What the probe hears. Its data is the moment at which its append was meant to start: nothing but this
/// process can read it, and nothing else in the journal asks for it.</summary>
[StoredAs(StoredName), Published(Namespace)]
internal sealed record StreamCalled
{
    public const string Namespace = "load";
    public const string StoredName = "load.called/1";
}

/// <summary>Where the probes of this process report to.</summary>
internal static class StreamProbes
{
    /// <summary>Told the moment that an event carries.</summary>
    public static Action<long>? Heard { get; set; }
}

/// <summary>The least that a subscriber can do: it looks at the clock.</summary>
[GrainType("load-probe"), ImplicitStreamSubscription(StreamCalled.Namespace)]
internal sealed class StreamProbe
    : Grain, IParticipantGrain, IStreamSubscriptionObserver, IAsyncObserver<PublishedEvent>
{
    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<PublishedEvent>().ResumeAsync(this);

    public Task OnNextAsync(PublishedEvent item, StreamSequenceToken? token = null)
    {
        if (Utf8Parser.TryParse(item.Data.Span, out long moment, out _))
            StreamProbes.Heard?.Invoke(moment);
        return Task.CompletedTask;
    }

    public Task Redeliver(PublishedEvent item) => OnNextAsync(item);

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
