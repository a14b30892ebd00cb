using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>A request to an activation.</summary>
internal abstract class GrainCall(SimulatedSilo silo, GrainId target, InvokeMethodOptions options) : ITurn
{
    public SimulatedSilo Silo { get; } = silo;

    public GrainId Target { get; } = target;

    /// <summary>The calling activation; null for clients.</summary>
    public GrainActivation? Source { get; } = GrainActivation.Current;

    /// <summary>The activation it was dispatched to.</summary>
    public GrainActivation? Activation { get; set; }

    public bool AlwaysInterleave { get; } = (options & InvokeMethodOptions.AlwaysInterleave) != 0;

    public bool ReadOnly { get; } = (options & InvokeMethodOptions.ReadOnly) != 0;

    public bool OneWay { get; } = (options & InvokeMethodOptions.OneWay) != 0;

    /// <summary>True for a timer's tick, which is not forwarded to another activation.</summary>
    public virtual bool IsLocalOnly => false;

    /// <summary>Whether it resets the activation's idle time.</summary>
    public virtual bool KeepsAlive => true;

    /// <summary>Request and response are serialized, and the request may be overtaken by others.</summary>
    public virtual bool IsSerialized => false;

    /// <summary>Index in the activation's list of running calls; -1 while it does not run.</summary>
    public int RunningIndex { get; set; } = -1;

    /// <summary>The caller gets no answer and times out.</summary>
    public bool LoseReply { get; set; }

    /// <summary>How often it was forwarded because its activation ended.</summary>
    public int Forwards { get; set; }

    public bool IsAnswered { get; protected set; }

    /// <summary>The sender's request context, as its filters left it.</summary>
    public Dictionary<string, object>? RequestContext { get; protected set; }

    public abstract ulong TraceId { get; }

    void ITurn.Run() => Activation!.Receive(this);

    /// <summary>Starts the method, in a turn of the activation.</summary>
    public void Start() => _ = RunToEnd(Activation!);

    public abstract void Fail(Exception error);

    public abstract void TimeOut(TimeSpan limit);

    /// <summary>Must not throw: an error is a response.</summary>
    protected abstract ValueTask<Response> Run(GrainActivation activation);

    protected abstract void Answer(Response response);

    private async Task RunToEnd(GrainActivation activation)
    {
        Orleans.Runtime.RequestContext.Clear();
        if (RequestContext is { } context)
            RequestContextExtensions.Import(context);
        // As in Orleans, a queued call whose caller timed out is dropped.
        var response = IsAnswered && !OneWay ? Response.Completed : await Run(activation);
        if (!LoseReply && !IsAnswered)
            Answer(response);
        activation.Finished(this);
    }
}

/// <summary>Carries a serialized request to its activation in a turn of its own, so that the seed chooses which of
/// several requests arrives first. On a silo, calls of one client were seen to arrive in reverse.</summary>
internal sealed class RequestTransfer(DeterministicScheduler scheduler, GrainCall call) : TurnQueue(scheduler), ITurn
{
    public override string Label => $"delivery of {call}";

    internal override ulong TraceId => call.TraceId;

    ulong ITurn.TraceId => call.TraceId;

    public void Start() => Enqueue(this);

    void ITurn.Run() => call.Silo.Dispatch(call);
}
