using System.Reflection;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using PosSaga.Journal.Providers;

namespace PosSaga.Tests.Streams;

/// <summary>Every call from grain to grain comes by the streams' part.</summary>
public sealed class What_streams_cost_other_calls
{
    [Fact]
    public async Task Nothing_is_allocated_for_them()
    {
        var (orleans, request) = (new Counts(), new OtherCall());
        var calls = new StreamDeliveryInterceptor(orleans);
        await calls.InvokeMethodAsync<int>(null!, request, InvokeMethodOptions.None);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++)
            await calls.InvokeMethodAsync<int>(null!, request, InvokeMethodOptions.None);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1_001, orleans.Calls);
    }

    private sealed class Counts : IGrainReferenceRuntime
    {
        public int Calls { get; private set; }

        public ValueTask<T?> InvokeMethodAsync<T>(
            GrainReference reference, IInvokable request, InvokeMethodOptions options)
        {
            Calls++;
            return default;
        }

        public ValueTask InvokeMethodAsync(
            GrainReference reference, IInvokable request, InvokeMethodOptions options) => default;

        public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options)
        {
        }

        public object Cast(IAddressable grain, Type interfaceType) => grain;
    }

    private sealed class OtherCall : IInvokable
    {
        public string GetInterfaceName() => "PosSaga.Inventory.IStockGrain";

        public int GetArgumentCount() => 0;

        public object? GetArgument(int index) => null;

        public void SetArgument(int index, object value)
        {
        }

        public object? GetTarget() => null;

        public void SetTarget(ITargetHolder holder)
        {
        }

        public ValueTask<Response> Invoke() => default;

        public string GetMethodName() => throw new NotSupportedException();

        public string GetActivityName() => throw new NotSupportedException();

        public MethodInfo GetMethod() => throw new NotSupportedException();

        public Type GetInterfaceType() => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
