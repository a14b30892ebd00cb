using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Streams;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

/// <summary>The delivery filter knows two methods of an interface that is internal to Orleans. If an upgrade renames
/// them or moves their arguments, deliveries pass by the filter: nothing is parked and no checkpoint moves.</summary>
public sealed class What_is_known_of_Orleans
{
    private static readonly Type Consumer =
        typeof(IQueueAdapter).Assembly.GetType(DeliveryFilter.Interface, throwOnError: true)!;

    [Fact]
    public void A_batch_is_the_third_argument_of_a_delivery()
    {
        var delivery = Consumer.GetMethod(DeliveryFilter.Delivery);
        Assert.NotNull(delivery);
        Assert.Equal(typeof(IBatchContainer), delivery.GetParameters()[2].ParameterType);
    }

    [Fact]
    public void A_handshake_asks_for_a_token_and_may_be_answered_with_none()
    {
        var handshake = Consumer.GetMethod(DeliveryFilter.Handshake);
        Assert.NotNull(handshake);
        Assert.True(handshake.ReturnType.IsGenericType && !handshake.ReturnType.GetGenericArguments()[0].IsValueType);
    }

    [Fact]
    public void What_filters_are_told_of_them_are_these_names()
    {
        var requests = Consumer.Assembly.GetTypes()
            .Where(type => !type.IsAbstract && typeof(IInvokable).IsAssignableFrom(type))
            .Where(type => !type.ContainsGenericParameters && type.GetConstructor([]) is not null)
            .Select(type => (IInvokable)Activator.CreateInstance(type)!)
            .Where(request => request.GetInterfaceType() == Consumer)
            .ToLookup(request => request.GetMethodName(), request => request.GetInterfaceName());
        Assert.Equal([DeliveryFilter.Interface], requests[DeliveryFilter.Delivery]);
        Assert.Equal([DeliveryFilter.Interface], requests[DeliveryFilter.Handshake]);
    }

    [Fact]
    public void There_is_no_other_way_by_which_an_agent_hands_over_a_batch() => Assert.Equal(
        [DeliveryFilter.Delivery],
        Consumer.GetMethods(BindingFlags.Instance | BindingFlags.Public)
            .Where(method => method.GetParameters().Any(p => p.ParameterType == typeof(IBatchContainer)))
            .Select(method => method.Name));
}
