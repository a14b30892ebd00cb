using PosSaga.Silo.Streaming;

namespace PosSaga.Silo.Streams;

/// <summary>The grains that events go to, on whichever runtime they live.</summary>
public interface ISubscribers
{
    /// <summary>Completes when the subscriber has handled the event; it is activated by it if need be.</summary>
    /// <exception cref="Exception">Whatever the subscriber threw, or a call's: whether it was handled is
    /// unknown.</exception>
    Task Hand(StreamDelivery delivery);
}
