using Orleans;
using PosSaga.Journal;
using PosSaga.Journal.Providers;
using PosSaga.Silo.Hosting;
using PosSaga.Silo.Streaming;
using PosSaga.Streams;

namespace PosSaga.Tests.Streams;

public sealed class RouteTests
{
    private static readonly Type[] Probes = [typeof(ProbeParticipant), typeof(EchoParticipant), typeof(HumParticipant)];

    [Fact]
    public void An_event_goes_to_those_who_subscribe_to_its_namespace()
    {
        var routes = StreamRoutes.Of(Events(), Probes);
        Assert.Equal([new Route("probes", "probe-participant")], routes.Of("probe.called/1"));
        Assert.Equal([new Route("echoes", "echo-participant")], routes.Of("heard.noted/1"));
        Assert.Null(routes.Of("probe.unpublished/1"));
        Assert.Null(routes.Of("never.heard-of/1"));
    }

    [Fact]
    public void Of_those_who_subscribe_it_goes_to_those_who_handle_it()
    {
        var subscribers = Assert.Single(StreamRoutes.Of(Events(), Probes).SubscribersOf("probe.hummed/1")!);
        Assert.Equal([new Route("probes", "hum-participant")], subscribers.Handling);
        Assert.Equal([new Route("probes", "probe-participant")], subscribers.Ignoring);
    }

    [Fact]
    public void Who_handles_what_its_namespace_does_not_carry_is_refused()
    {
        var astray = Assert.Throws<InvalidOperationException>(() => StreamRoutes.Of(Events(), [typeof(Astray)]));
        Assert.Contains("astray handles", astray.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_event_that_nobody_subscribes_to_is_published_all_the_same() =>
        Assert.Empty(StreamRoutes.Of(Events(), []).Of("probe.called/1")!);

    [Fact]
    public void An_old_event_goes_where_its_class_of_today_goes()
    {
        var events = Events();
        events.Upcasts.Add(new Upcast("probe.shouted/1", "probe.shouted/2", data => data));
        events.Upcasts.Add(new Upcast("probe.shouted/2", "probe.called/1", data => data));
        Assert.Equal([new Route("probes", "probe-participant")], StreamRoutes.Of(events, Probes).Of("probe.shouted/1"));
    }

    [Fact]
    public void Who_subscribes_twice_or_has_no_name_of_its_own_is_refused()
    {
        var twice = Assert.Throws<InvalidOperationException>(() => StreamRoutes.Of(Events(), [typeof(Twice)]));
        Assert.Contains("several namespaces", twice.Message, StringComparison.Ordinal);
        var nameless = Assert.Throws<InvalidOperationException>(() => StreamRoutes.Of(Events(), [typeof(Nameless)]));
        Assert.Contains("[GrainType]", nameless.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_products_own_can_be_made()
    {
        var routes = StreamingServices.Routes(SiloServices.Events);
        Assert.Contains("claim.refund-requested/1", routes.EventTypes);
        Assert.Equal(
            [StreamNames.Refunds], PublishedAttribute.NamespacesOf(typeof(PosSaga.Refunds.RefundEvent.Completed)));
    }

    // What decision 0006 says of them.
    [Fact]
    public void A_paid_refund_takes_eleven_deliveries_and_fourteen_would_change_nothing()
    {
        string[] paid =
        [
            "claim.refund-requested/1", "refund-payment.reserved/1", "refund-stock.restocked/1",
            "refund-payment.settled/1", "notification.customer-notified/1", "refund.completed/1",
        ];
        var routes = StreamingServices.Routes(SiloServices.Events);
        var subscribers = paid.SelectMany(e => routes.SubscribersOf(e)!).ToList();
        Assert.Equal(
            (11, 14), (subscribers.Sum(s => s.Handling.Count), subscribers.Sum(s => s.Ignoring.Count)));
    }

    [Fact]
    public void The_key_of_a_stream_is_that_of_the_process_in_the_tenant_of_the_event()
    {
        var e = new RecordedEvent(
            7, 0, "refund-stock/t1/1/SKU", 1, Guid.Empty, "x/1", default, default, "claim-9", 0, default);
        Assert.Equal("t1/claim-9", EventDelivery.StreamKeyOf(e));
    }

    private static EventCodecOptions Events()
    {
        var options = new EventCodecOptions();
        foreach (var union in (Type[])[typeof(ProbeEvent), typeof(HeardEvent), typeof(EchoEvent)])
            foreach (var type in union.GetNestedTypes())
                options.Types.Add(type);
        return options;
    }

    [GrainType("twice"), ImplicitStreamSubscription("probes"), ImplicitStreamSubscription("echoes")]
    private sealed class Twice : Grain;

    [GrainType("astray"), ImplicitStreamSubscription("echoes"), Handles<ProbeEvent.Called>]
    private sealed class Astray : Grain;

    [ImplicitStreamSubscription("probes")]
    private sealed class Nameless : Grain;
}
