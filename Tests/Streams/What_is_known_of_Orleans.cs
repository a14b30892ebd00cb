using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Streams;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

/// <summary>Two methods are known of an interface that is internal to Orleans. If an upgrade renames them or moves
/// their arguments, deliveries pass by what makes attempts: nothing is parked and no checkpoint moves.</summary>
public sealed class What_is_known_of_Orleans
{
    private static readonly Type Consumer =
        typeof(IQueueAdapter).Assembly.GetType(StreamDeliveryInterceptor.ConsumerInterface, throwOnError: true)!;

    [Fact]
    public void A_batch_is_the_third_argument_of_a_delivery()
    {
        var delivery = Consumer.GetMethod(StreamDeliveryInterceptor.DeliverMethod);
        Assert.NotNull(delivery);
        Assert.Equal(typeof(IBatchContainer), delivery.GetParameters()[2].ParameterType);
        // Calls without an answer go another way, where nobody looks for deliveries.
        Assert.True(
            delivery.ReturnType.IsGenericType && !delivery.ReturnType.GetGenericArguments()[0].IsValueType);
    }

    [Fact]
    public void A_handshake_asks_for_a_token_and_may_be_answered_with_none()
    {
        var handshake = Consumer.GetMethod(StreamDeliveryInterceptor.HandshakeMethod);
        Assert.NotNull(handshake);
        Assert.True(handshake.ReturnType.IsGenericType && !handshake.ReturnType.GetGenericArguments()[0].IsValueType);
    }

    [Fact]
    public void What_requests_say_of_themselves_are_these_names()
    {
        var requests = Consumer.Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(IInvokable).IsAssignableFrom(type))
            .Where(type => !type.ContainsGenericParameters && type.GetConstructor([]) is not null)
            .Select(type => (IInvokable)Activator.CreateInstance(type)!)
            .Where(request => request.GetInterfaceType() == Consumer)
            .ToLookup(request => request.GetMethodName(), request => request.GetInterfaceName());
        Assert.Equal([StreamDeliveryInterceptor.ConsumerInterface], requests[StreamDeliveryInterceptor.DeliverMethod]);
        Assert.Equal([StreamDeliveryInterceptor.ConsumerInterface], requests[StreamDeliveryInterceptor.HandshakeMethod]);
    }

    [Fact]
    public void There_is_no_other_way_by_which_an_agent_hands_over_a_batch() => Assert.Equal(
        [StreamDeliveryInterceptor.DeliverMethod],
        Consumer.GetMethods(BindingFlags.Instance | BindingFlags.Public)
            .Where(method => method.GetParameters().Any(p => p.ParameterType == typeof(IBatchContainer)))
            .Select(method => method.Name));
}
