using System.Reflection;
using Orleans;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Streams;

namespace PosSaga.Simulator;

/// <summary>A call from an agent to a subscriber as the provider's filter sees it. Orleans' own interface between the
/// two is internal; what the filter lets pass goes to the subscriber another way.</summary>
internal sealed class StreamCall(string method, GrainId subscriber, IBatchContainer? batch, PullingAgentParts parts)
    : IOutgoingGrainCallContext, IInvokable
{
    private bool _isFiltered;

    public IInvokable Request => this;

    public object Grain => throw Unused();

    public IGrainContext? SourceContext => null;

    public GrainId? SourceId => null;

    public GrainId TargetId => subscriber;

    public GrainInterfaceType InterfaceType => default;

    public string InterfaceName => "Orleans.Streams.IStreamConsumerExtension";

    public string MethodName => method;

    public MethodInfo InterfaceMethod => throw Unused();

    public object? Result
    {
        get => Response?.Result;
        set => Response = Response.FromResult(value);
    }

    public Response? Response { get; set; }

    /// <summary>Once by the agent, and at most once more by the filter. As in Orleans, the filter is handed the
    /// subscriber's exception as an answer.</summary>
    public async Task Invoke()
    {
        if (!_isFiltered)
        {
            _isFiltered = true;
            await parts.Filter.Invoke(this);
            return;
        }
        try
        {
            await parts.Deliver(subscriber, batch ?? throw Unused());
            Response = Response.Completed;
        }
#pragma warning disable CA1031 // It is the answer.
        catch (Exception error) when (error is not SimulationEscapedException)
#pragma warning restore CA1031
        {
            Response = Response.FromException(error);
        }
    }

    public int GetArgumentCount() => 4;

    public object? GetArgument(int index) => index == 2 ? batch : null;

    public void SetArgument(int index, object value) => throw Unused();

    public object GetTarget() => throw Unused();

    public void SetTarget(ITargetHolder holder) => throw Unused();

    ValueTask<Response> IInvokable.Invoke() => throw Unused();

    public string GetMethodName() => method;

    public string GetInterfaceName() => InterfaceName;

    public string GetActivityName() => method;

    public MethodInfo GetMethod() => throw Unused();

    public Type GetInterfaceType() => throw Unused();

    public void Dispose()
    {
    }

    private static NotSupportedException Unused() => new("The simulator's agents do not use this.");
}
