using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>What a filter sees, and the walk through the filters.</summary>
internal abstract class CallContext(IInvokable request, GrainCall call) : IGrainCallContext
{
    protected int Next { get; set; }

    protected GrainCall Call { get; } = call;

    public IInvokable Request => request;

    public GrainId? SourceId => Call.Source?.GrainId;

    public GrainId TargetId => Call.Target;

    public abstract object Grain { get; }

    public abstract GrainInterfaceType InterfaceType { get; }

    public MethodInfo InterfaceMethod => request.GetMethod();

    public string InterfaceName => request.GetInterfaceName();

    public string MethodName => request.GetMethodName();

    public object? Result
    {
        get => Response is { Exception: null } response ? response.Result : null;
        set => Response = Orleans.Serialization.Invocation.Response.FromResult(value);
    }

    public Response? Response { get; set; }

    public abstract Task Invoke();
}

/// <summary>A call inside the activation it is for.</summary>
internal sealed class IncomingCall(
    IInvokable request, GrainCall call, GrainInterfaceType interfaceType, Func<Response, Response> copy, GrainActivation activation)
    : CallContext(request, call), IIncomingGrainCallContext
{
    public override object Grain => activation.GrainInstance!;

    public override GrainInterfaceType InterfaceType => interfaceType;

    public IGrainContext TargetContext => activation;

    public MethodInfo ImplementationMethod
    {
        get
        {
            var map = Grain.GetType().GetInterfaceMap(InterfaceMethod.DeclaringType!);
            return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, InterfaceMethod)];
        }
    }

    public static async Task<Response> Run<T>(IInvokable request, GrainCall<T> call, GrainActivation activation)
    {
        var context = new IncomingCall(request, call, call.Reference.InterfaceType, call.Copied, activation);
        await context.Invoke();
        return context.Response!;
    }

    public override async Task Invoke()
    {
        if (Next < activation.IncomingFilters.Length)
        {
            await activation.IncomingFilters[Next++].Invoke(this);
            return;
        }

        Response = await Request.Invoke();
        if (Response.Exception is { } error)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        Response = copy(Response);
    }
}

/// <summary>A call that has not left its caller yet.</summary>
internal sealed class OutgoingCall(GrainReference reference, IInvokable request, GrainCall call, Func<Task<Response>> send)
    : CallContext(request, call), IOutgoingGrainCallContext
{
    public override object Grain => reference;

    public override GrainInterfaceType InterfaceType => reference.InterfaceType;

    public IGrainContext? SourceContext => Call.Source;

    public static async Task<T> Send<T>(GrainReference reference, GrainCall<T> call)
    {
        var context = new OutgoingCall(
            reference, call.Request, call, async () => Orleans.Serialization.Invocation.Response.FromResult(await call.Send()));
        await context.Invoke();
        return context.Response is { } response ? response.GetResult<T>()! : default!;
    }

    public override async Task Invoke()
    {
        if (Next < Call.Silo.OutgoingFilters.Length)
            await Call.Silo.OutgoingFilters[Next++].Invoke(this);
        else
            Response = await send();
    }
}
