using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans;
using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>What a filter sees, and the walk through the filters.</summary>
internal abstract class CallContext(GrainCall call) : IGrainCallContext
{
    protected int Next { get; set; }

    protected GrainCall Call { get; } = call;

    public GrainId? SourceId => Call.Source?.GrainId;

    public GrainId TargetId => Call.Target;

    public abstract object Grain { get; }

    public MethodInfo InterfaceMethod => Call.Method.Method!;

    public string InterfaceName => Call.Method.InterfaceName;

    public string MethodName => Call.Method.Name;

    public object? Result { get; set; }

    public abstract Task Invoke();
}

/// <summary>A call inside the activation it is for.</summary>
internal sealed class IncomingCall(GrainCall call, GrainActivation activation)
    : CallContext(call), IIncomingGrainCallContext
{
    public override object Grain => activation.GrainInstance!;

    public IGrainContext TargetContext => activation;

    public static async Task Run(GrainCall call, GrainActivation activation)
    {
        var context = new IncomingCall(call, activation);
        await context.Invoke();
        if (!call.LoseReply)
            call.Answer(context.Result);
    }

    public override Task Invoke() =>
        Next < activation.IncomingFilters.Length ? activation.IncomingFilters[Next++].Invoke(this) : InvokeGrain();

    private async Task InvokeGrain()
    {
        var task = Call.Invoke(activation.GrainInstance!);
        await task;
        Result = Call.ResultOf(task);
    }
}

/// <summary>A call that has not left its caller yet.</summary>
internal sealed class OutgoingCall(GrainProxy reference, GrainCall call, Func<Task<object?>> send)
    : CallContext(call), IOutgoingGrainCallContext
{
    public override object Grain => reference;

    public IGrainContext? SourceContext => Call.Source;

    public static async Task<TResult> Send<TArgs, TResult>(GrainProxy reference, GrainCall<TArgs, TResult> call)
        where TArgs : struct, ITuple
    {
        var context = new OutgoingCall(reference, call, async () =>
        {
            var result = await call.Send();
            return result is Nothing ? null : result;
        });
        await context.Invoke();
        return context.Result is null ? default! : (TResult)context.Result;
    }

    public override Task Invoke() =>
        Next < reference.Silo.OutgoingFilters.Length
            ? reference.Silo.OutgoingFilters[Next++].Invoke(this)
            : InvokeSend();

    private async Task InvokeSend() => Result = await send();
}
