using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Trace;
using PosSaga.Silo;
using PosSaga.Silo.Hosting;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Api;

/// <summary>What follows from a request off its call, and in other processes, is in its trace.</summary>
[Collection(ApiCollection.Name)]
public sealed class When_a_request_is_traced : IDisposable
{
    private readonly ApiHost _host;
    private readonly ConcurrentQueue<Activity> _begun = new();
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public When_a_request_is_traced(ApiHost host)
    {
        _host = host;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is Spans.SourceName or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStarted = _begun.Enqueue,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public void Dispose() => _listener.Dispose();

    [Fact] public async Task The_steps_of_an_order_stand_below_its_request()
    {
        var (trace, header) = NewTrace();
        var body = Calls.OrderOf(await _host.Http.FilledCart());
        Assert.Equal(201, (await _host.Http.Post("/api/v1/orders", body, Calls.Store, header)).Status);
        Assert.Equal(
            ["ValidateCart", "ReserveStock", "ProcessPayment", "ConfirmOrder", "Finish"],
            Of(trace).Select(span => span.OperationName));
        Assert.All(Of(trace), span => Assert.Equal("done", span.GetTagItem("possaga.status")));
        var request = Assert.Single(_begun, span => span.TraceId == trace && span.Source.Name != Spans.SourceName);
        Assert.All(Of(trace), span => Assert.Equal(request.SpanId, span.ParentSpanId));
    }

    [Fact] public async Task The_reactions_to_a_cancellation_do_too()
    {
        var order = (string)(await _host.Http.Bought((Calls.DemoSku, 1)))["id"]!;
        var (trace, header) = NewTrace();
        var cancelled = await _host.Http.Post(
            $"/api/v1/orders/{order}/cancel", new { reason = "Left." }, Calls.Store, header);
        Assert.Equal(200, cancelled.Status);
        await _host.Http.RefundEnded(order);
        HashSet<string> reactions =
        [
            "react to order.cancelled/1", "react to refund-payment.reserved/1", "react to refund-stock.restocked/1",
            "react to refund-payment.settled/1",
        ];
        Assert.Subset(Of(trace).Select(span => span.OperationName).ToHashSet(), reactions);
    }

    [Fact] public void A_silo_sends_them_as_an_api_does()
    {
        string[] settings =
        [
            "--ConnectionStrings:Journal=Data Source=never-opened", "--environment=Development",
            $"--{Tracing.EndpointKey}=http://127.0.0.1:1",
        ];
        using var silo = (IDisposable)SiloProgram.Build(settings, ClusterMode.Both);
        using var api = (IDisposable)ApiHost.Build("Development", new()
        {
            ["ConnectionStrings:Journal"] = "Data Source=never-opened",
            [Tracing.EndpointKey] = "http://127.0.0.1:1",
        });
        foreach (var host in (IHost[])[(IHost)silo, (IHost)api])
            Assert.NotNull(host.Services.GetService<TracerProvider>());
    }

    [Fact] public void Nobody_traces_without_a_place_to_send_to() =>
        Assert.Null(_host.Services.GetService<TracerProvider>());

    [Theory]
    [InlineData(ActivityKind.Server, false, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Client, true, SamplingDecision.RecordAndSample)]
    [InlineData(ActivityKind.Client, false, SamplingDecision.Drop)]
    public void A_query_is_traced_below_what_asked_and_begins_no_trace(
        ActivityKind kind, bool isBelow, SamplingDecision decision)
    {
        var trace = ActivityTraceId.CreateRandom();
        var parent = isBelow
            ? new ActivityContext(trace, ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded)
            : default;
        var sampled = Tracing.SamplerOf(1).ShouldSample(new SamplingParameters(parent, trace, "select", kind, null, null));
        Assert.Equal(decision, sampled.Decision);
    }

    private IEnumerable<Activity> Of(ActivityTraceId trace) =>
        _ended.Where(span => span.TraceId == trace && span.Source.Name == Spans.SourceName);

    private static (ActivityTraceId, (string, string)) NewTrace()
    {
        var trace = ActivityTraceId.CreateRandom();
        return (trace, ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-01"));
    }
}
