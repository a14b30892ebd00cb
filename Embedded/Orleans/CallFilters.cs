using System.Reflection;
using Orleans.Runtime;

namespace Orleans;

/// <summary>One call, as the filters around it see it.</summary>
public interface IGrainCallContext
{
    /// <summary>The caller, if it is a grain.</summary>
    GrainId? SourceId { get; }

    GrainId TargetId { get; }

    /// <summary>The grain, or the reference to it on the way out.</summary>
    object Grain { get; }

    MethodInfo InterfaceMethod { get; }

    string InterfaceName { get; }

    string MethodName { get; }

    /// <summary>What the method returned, once <see cref="Invoke"/> is done; null for a method without a
    /// result.</summary>
    object? Result { get; set; }

    /// <summary>The next filter, in the end the method itself. Its exception comes through here.</summary>
    Task Invoke();
}

public interface IIncomingGrainCallContext : IGrainCallContext
{
    IGrainContext TargetContext { get; }
}

public interface IOutgoingGrainCallContext : IGrainCallContext
{
    IGrainContext? SourceContext { get; }
}

/// <summary>Runs around each call, in the activation that is called.</summary>
public interface IIncomingGrainCallFilter
{
    Task Invoke(IIncomingGrainCallContext context);
}

/// <summary>Runs around each call, in the caller.</summary>
public interface IOutgoingGrainCallFilter
{
    Task Invoke(IOutgoingGrainCallContext context);
}
