using Microsoft.Extensions.DependencyInjection;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace PosSaga.Journal.Providers;

/// <summary>In front of Orleans' own way from a reference to a grain: every call from grain to grain comes by here, and
/// with them every attempt of a pulling agent to hand over one of our batches. An agent by itself knows neither the error
/// nor which subscriber is done with what.</summary>
/// <remarks>Not a call filter: as soon as a silo has one, Orleans allocates a pipeline for every call, which costs a
/// microsecond and 0.3 kB of each (<c>Load calls</c>).</remarks>
public sealed class AgentCalls([FromKeyedServices(AgentCalls.Orleans)] IGrainReferenceRuntime orleans)
    : IGrainReferenceRuntime
{
    /// <summary>Key of the service that stands behind this one.</summary>
    public const string Orleans = "orleans";

    /// <summary>Orleans' own interface between agents and subscribers. It is internal: a test holds these names against
    /// the version in use.</summary>
    public const string Interface = "Orleans.Streams.IStreamConsumerExtension";

    /// <summary>Its method that hands over a batch, as the third argument.</summary>
    public const string Delivery = "DeliverBatch";

    /// <summary>Its method that asks a subscriber where it wants to begin, in that grain's turn.</summary>
    public const string Handshake = "GetSequenceToken";

    private const int BatchArgument = 2;

    public ValueTask<T?> InvokeMethodAsync<T>(
        GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        ArgumentNullException.ThrowIfNull(request);
        return request.GetInterfaceName() == Interface
            ? OfAgent<T>(reference, request, options)
            : orleans.InvokeMethodAsync<T>(reference, request, options);
    }

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        orleans.InvokeMethodAsync(reference, request, options);

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        orleans.InvokeMethod(reference, request, options);

    public object Cast(IAddressable grain, Type interfaceType) => orleans.Cast(grain, interfaceType);

    private ValueTask<T?> OfAgent<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        request.GetMethodName() switch
        {
            Delivery when request.GetArgument(BatchArgument) is JournalBatch { Partition: { } from } batch =>
                None<T>(from.Deliverer.Deliver(
                    batch, reference.GrainId.Type,
                    () => orleans.InvokeMethodAsync<T>(reference, request, options).AsTask())),
            // Streams that cannot be rewound have no other answer. Asking would wait for the grain's turn, and until all
            // have answered the agent reads nothing: one that holds its turn would stop all streams of its queue.
            Handshake => default,
            _ => orleans.InvokeMethodAsync<T>(reference, request, options),
        };

    // A subscriber asks for no other place to go on from.
    private static async ValueTask<T?> None<T>(Task delivered)
    {
        await delivered;
        return default;
    }
}
