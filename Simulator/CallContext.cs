using System.Reflection;
using System.Runtime.ExceptionServices;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>The context of a call that call filters see; it runs the filters one after the other.</summary>
internal abstract class CallContext(IInvokable request, GrainCall call) : IGrainCallContext
{
    private int stage;

    public IInvokable Request => request;

    public GrainId? SourceId => call.Source?.GrainId;

    public GrainId TargetId => call.Target;

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

    protected GrainCall Call => call;

    /// <summary>Calls the next filter, or the method. A filter may call it twice, as in Orleans.</summary>
    public async Task Invoke()
    {
        var current = stage++;
        try
        {
            if (await InvokeFilter(current) is not { } filter)
                await InvokeMethod();
            else if (Response is null)
                throw new InvalidOperationException(
                    $"{filter.GetType().Name} neither went on with the call nor answered it.");
        }
        finally
        {
            stage--;
        }
    }

    /// <summary>Runs the filter with that index and returns it; null if there are no more.</summary>
    protected abstract Task<object?> InvokeFilter(int number);

    protected abstract Task InvokeMethod();
}

/// <summary>A call inside its target activation.</summary>
internal sealed class IncomingCallContext(
    IInvokable request, GrainCall call, GrainInterfaceType interfaceType, GrainActivation activation)
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

    public static async Task<Response> Run(
        IInvokable request, GrainCall call, GrainInterfaceType interfaceType, GrainActivation activation)
    {
        var context = new IncomingCallContext(request, call, interfaceType, activation);
        await context.Invoke();
        return context.Response!;
    }

    protected override async Task<object?> InvokeFilter(int number)
    {
        var filters = Call.Silo.IncomingFilters;
        // The grain itself may be the last filter.
        var filter = number < filters.Length ? filters[number]
            : number == filters.Length ? Grain as IIncomingGrainCallFilter
            : null;
        if (filter is not null)
            await filter.Invoke(this);
        return filter;
    }

    protected override async Task InvokeMethod()
    {
        Response = await Request.Invoke();
        // Filters expect a failed call to throw.
        if (Response.Exception is { } error)
            ExceptionDispatchInfo.Throw(error);
    }
}

/// <summary>A call before it is sent.</summary>
internal sealed class OutgoingCallContext(
    GrainReference reference, IInvokable request, GrainCall call, Func<Task<Response>> send)
    : CallContext(request, call), IOutgoingGrainCallContext
{
    public override object Grain => reference;

    public override GrainInterfaceType InterfaceType => reference.InterfaceType;

    public IGrainContext? SourceContext => Call.Source;

    public static async Task<T> Send<T>(
        SimulatedSilo silo, GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        var first = new MethodCall<T>(silo, reference, request, options);
        var context = new OutgoingCallContext(reference, request, first, Send);
        await context.Invoke();
        if (context.Response!.Exception is { } error)
            ExceptionDispatchInfo.Throw(error);
        return context.Response.Result is null ? default! : context.Response.GetResult<T>()!;

        async Task<Response> Send()
        {
            // A filter that calls Invoke twice sends a second call.
            var call = first.IsAnswered ? new MethodCall<T>(silo, reference, request, options) : first;
            return Orleans.Serialization.Invocation.Response.FromResult(await call.Send());
        }
    }

    protected override async Task<object?> InvokeFilter(int number)
    {
        if (number >= Call.Silo.OutgoingFilters.Length)
            return null;
        await Call.Silo.OutgoingFilters[number].Invoke(this);
        return Call.Silo.OutgoingFilters[number];
    }

    protected override async Task InvokeMethod() => Response = await send();
}
