using System.Reflection;
using Orleans;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>What is the same for every call of a method.</summary>
internal sealed class CalledMethod
{
    private readonly string name;

    public CalledMethod(IInvokable request)
    {
        Method = request.GetMethod();
        name = $"{request.GetInterfaceType().Name}.{request.GetMethodName()}";
        TraceId = TraceHash.Of($"{request.GetInterfaceName()}.{request.GetMethodName()}/{request.GetArgumentCount()}");
        foreach (var parameter in Method.GetParameters())
        {
            // Its source cancels by calls and timers of its own.
            if (parameter.ParameterType == typeof(GrainCancellationToken))
                throw NotSimulated.Because($"{name} takes a GrainCancellationToken", "Take a CancellationToken.");
            if (typeof(IGrainObserver).IsAssignableFrom(parameter.ParameterType)
                && !typeof(IGrain).IsAssignableFrom(parameter.ParameterType))
                throw NotSimulated.Because($"{name} takes an observer", "Let the grain be asked, or call a grain.");
        }
    }

    public MethodInfo Method { get; }

    public ulong TraceId { get; }

    public override string ToString() => name;
}
