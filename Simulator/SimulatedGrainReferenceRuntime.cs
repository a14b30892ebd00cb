using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.CodeGeneration;
using Orleans.GrainReferences;
using Orleans.Metadata;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>What references that Orleans' code generator made call into.</summary>
internal sealed class SimulatedGrainReferenceRuntime(
    IServiceProvider services, GrainReferenceActivator references, GrainInterfaceTypeResolver interfaces)
    : IGrainReferenceRuntime
{
    // Resolved late: the silo itself wants references.
    private SimulatedSilo Silo => field ??= services.GetRequiredService<SimulatedSilo>();

    public ValueTask<T?> InvokeMethodAsync<T>(
        GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        new(Send<T?>(reference, request, options));

    public ValueTask InvokeMethodAsync(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        new(Send<object>(reference, request, options));

    public void InvokeMethod(GrainReference reference, IInvokable request, InvokeMethodOptions options) =>
        _ = Send<object>(reference, request, options);

    public object Cast(IAddressable grain, Type interfaceType) =>
        grain is GrainReference && interfaceType.IsInstanceOfType(grain)
            ? grain
            : references.CreateReference(grain.GetGrainId(), interfaces.GetGrainInterfaceType(interfaceType));

    private Task<T> Send<T>(GrainReference reference, IInvokable request, InvokeMethodOptions options)
    {
        if (Silo.Scheduler.IsForeignThread)
            throw Silo.Scheduler.Escaped(EscapedWork.Describe(
                $"The call {request.GetInterfaceType().Name}.{request.GetMethodName()} of {reference.GrainId}"));
        return Silo.OutgoingFilters.Length == 0
            ? new MethodCall<T>(Silo, reference, request, options).Send()
            : OutgoingCallContext.Send<T>(Silo, reference, request, options);
    }
}
