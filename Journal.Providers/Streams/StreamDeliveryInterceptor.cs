using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace PosSaga.Journal.Providers;

/// <summary>Decorates Orleans' own <see cref="IGrainReferenceRuntime"/>, through which every grain call passes, in
/// order to handle those by which pulling agents deliver our batches: an agent itself learns neither the error nor
/// which subscriber has handled which event.</summary>
/// <remarks>Not a call filter: as soon as a silo has one, Orleans allocates a pipeline for every call, which costs a
/// microsecond and 0.3 kB each (<c>Load calls</c>).</remarks>
public sealed class StreamDeliveryInterceptor(
    [FromKeyedServices(StreamDeliveryInterceptor.InnerKey)] IGrainReferenceRuntime inner)
    : IGrainReferenceRuntime
{
    /// <summary>Service key of the decorated runtime.</summary>
    public const string InnerKey = "orleans";

    /// <summary>Orleans' interface between agents and subscribers. It is internal: a test compares these names with the
    /// version of Orleans in use.</summary>
    public const string ConsumerInterface = "Orleans.Streams.IStreamConsumerExtension";

    /// <summary>Its method that delivers a batch, the third argument.</summary>
    public const string DeliverMethod = "DeliverBatch";

    /// <summary>Its method that asks a subscriber for its start position, in that grain's turn.</summary>
    public const string HandshakeMethod = "GetSequenceToken";

    private const int BatchArgument = 2;

    public ValueTask<T?> InvokeMethodAsync<T>(
        GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.GetInterfaceName() == ConsumerInterface
            ? InvokeForAgent<T>(reference, request, options)
            : inner.InvokeMethodAsync<T>(reference, request, options);
    }

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        inner.InvokeMethodAsync(reference, request, options);

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        inner.InvokeMethod(reference, request, options);

    public object Cast(IAddressable grain, Type interfaceType) => inner.Cast(grain, interfaceType);

    private ValueTask<T?> InvokeForAgent<T>(
        GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        request.GetMethodName() switch
        {
            DeliverMethod when request.GetArgument(BatchArgument) is JournalBatch { Partition: { } from } batch =>
                DefaultAfter<T>(from.Deliverer.Deliver(
                    batch, reference.GrainId.Type,
                    () => inner.InvokeMethodAsync<T>(reference, request, options).AsTask())),
            // Streams that cannot be rewound have no other answer. Asking would wait for the grain's turn, and the
            // agent reads nothing until all have answered: one blocked grain would stop all streams of its queue.
            HandshakeMethod => default,
            _ => inner.InvokeMethodAsync<T>(reference, request, options),
        };

    // The default result tells the agent to go on with the next event.
    private static async ValueTask<T?> DefaultAfter<T>(Task delivered)
    {
        await delivered;
        return default;
    }
}
