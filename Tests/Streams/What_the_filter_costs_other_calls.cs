using System.Reflection;
using Microsoft.Extensions.Logging.Abstractions;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

/// <summary>Every call from grain to grain comes by the filter.</summary>
public sealed class What_the_filter_costs_other_calls
{
    [Fact]
    public void Nothing_is_allocated_for_them()
    {
        var (filter, call) = (new DeliveryFilter(NullLogger<DeliveryFilter>.Instance), new OtherCall());
        _ = filter.Invoke(call);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            _ = filter.Invoke(call);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1_001, call.Invoked);
    }

    private sealed class OtherCall : IOutgoingGrainCallContext
    {
        public int Invoked { get; private set; }

        public IInvokable Request => throw new NotSupportedException();

        public object Grain => throw new NotSupportedException();

        public IGrainContext? SourceContext => null;

        public GrainId? SourceId => null;

        public GrainId TargetId => default;

        public GrainInterfaceType InterfaceType => default;

        public string InterfaceName => "PosSaga.Inventory.IStockGrain";

        public string MethodName => throw new NotSupportedException();

        public MethodInfo InterfaceMethod => throw new NotSupportedException();

        public object? Result { get; set; }

        public Response? Response { get; set; }

        public Task Invoke()
        {
            Invoked++;
            return Task.CompletedTask;
        }
    }
}
