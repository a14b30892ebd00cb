using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>A request on its way to an activation: gated there, run there, answered once.</summary>
internal abstract class GrainCall(SimulatedSilo silo, GrainId target, InvokeMethodOptions options) : ITurn
{
    public SimulatedSilo Silo { get; } = silo;

    public GrainId Target { get; } = target;

    /// <summary>The calling activation; null for clients.</summary>
    public GrainActivation? Source { get; } = GrainActivation.Current;

    /// <summary>The activation that has it now.</summary>
    public GrainActivation? Activation { get; set; }

    public bool AlwaysInterleave { get; } = (options & InvokeMethodOptions.AlwaysInterleave) != 0;

    public bool ReadOnly { get; } = (options & InvokeMethodOptions.ReadOnly) != 0;

    public bool OneWay { get; } = (options & InvokeMethodOptions.OneWay) != 0;

    /// <summary>Of this activation only: a tick. It is not sent on, and runs until the end begins.</summary>
    public virtual bool IsLocalOnly => false;

    /// <summary>Whether the activation counts as used by it.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Request and answer go through bytes, and the request may be overtaken on its way.</summary>
    public virtual bool IsByWire => false;

    /// <summary>Place in the activation's list of running calls; -1 while it does not run.</summary>
    public int RunningIndex { get; set; } = -1;

    /// <summary>The reply is lost on the way: the caller learns nothing and times out.</summary>
    public bool LoseReply { get; set; }

    /// <summary>How often it came to an activation that was about to go.</summary>
    public int Forwards { get; set; }

    public bool IsAnswered { get; protected set; }

    /// <summary>The sender's request context, as its filters left it.</summary>
    public Dictionary<string, object>? RequestContext { get; protected set; }

    public abstract ulong TraceId { get; }

    void ITurn.Run() => Activation!.Receive(this);

    /// <summary>Starts the method; within a turn of the activation, which has let it pass.</summary>
    public void Start() => _ = RunToEnd(Activation!);

    public abstract void Fail(Exception error);

    public abstract void TimeOut(TimeSpan limit);

    /// <summary>Never throws: a failure is a response.</summary>
    protected abstract ValueTask<Response> Run(GrainActivation activation);

    protected abstract void Answer(Response response);

    private async Task RunToEnd(GrainActivation activation)
    {
        Orleans.Runtime.RequestContext.Clear();
        if (RequestContext is { } context)
            RequestContextExtensions.Import(context);
        // As in Orleans, what waited for longer than its caller is dropped.
        var response = IsAnswered && !OneWay ? Response.Completed : await Run(activation);
        if (!LoseReply && !IsAnswered)
            Answer(response);
        activation.Finished(this);
    }
}
