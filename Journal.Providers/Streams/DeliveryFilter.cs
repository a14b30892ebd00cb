using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace PosSaga.Journal.Providers;

/// <summary>Sees every call from grain to grain, and with them every attempt of a pulling agent to deliver one of our
/// batches: an agent by itself knows neither the error nor which subscriber is done with what.</summary>
/// <remarks>Calls the next stage at most once per attempt: Orleans refuses a second time.</remarks>
public sealed class DeliveryFilter(ILogger<DeliveryFilter> log) : IOutgoingGrainCallFilter
{
    /// <summary>Orleans' own interface between agents and subscribers. It is internal: a test holds these names against
    /// the version in use.</summary>
    public const string Interface = "Orleans.Streams.IStreamConsumerExtension";

    /// <summary>Its method that hands over a batch, as the third argument.</summary>
    public const string Delivery = "DeliverBatch";

    /// <summary>Its method that asks a subscriber where it wants to begin, in that grain's turn.</summary>
    public const string Handshake = "GetSequenceToken";

    private const int BatchArgument = 2;

    /// <summary>Every call of the silo comes by here: what is none of ours costs one comparison.</summary>
    public Task Invoke(IOutgoingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.InterfaceName == Interface ? OfStreams(context) : context.Invoke();
    }

    private Task OfStreams(IOutgoingGrainCallContext context)
    {
        switch (context.MethodName)
        {
            case Delivery when context.Request.GetArgument(BatchArgument) is JournalBatch { Partition: { } from } batch:
                return batch.To(context.TargetId.Type) is { } delivery ? from.Deliverer.Deliver(context, delivery)
                    : batch.IsNothingTo(context.TargetId.Type) ? Nothing(context)
                    : Once(context, batch);
            // Streams that cannot be rewound have no other answer. Asking would wait for the grain's turn, and until all
            // have answered the agent reads nothing: one that holds its turn would stop all streams of its queue.
            case Handshake:
                return Nothing(context);
            default:
                return context.Invoke();
        }
    }

    private static Task Nothing(IOutgoingGrainCallContext context)
    {
        context.Result = null;
        return Task.CompletedTask;
    }

    // To a subscriber that only newer silos of the cluster know: theirs to try again, once all are of that version.
    private async Task Once(IOutgoingGrainCallContext context, JournalBatch batch)
    {
        try
        {
            await context.Invoke();
            if (context.Response?.Exception is { } failure)
                log.LogWarning(failure, "{Grain} could not handle {Batch}", context.TargetId, batch);
        }
        catch (Exception failure)
        {
            log.LogWarning(failure, "{Grain} could not handle {Batch}", context.TargetId, batch);
        }
        context.Result = null;
    }
}
