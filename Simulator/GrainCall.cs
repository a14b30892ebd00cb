using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>A request on its way to an activation: gated there, run there, answered once.</summary>
internal abstract class GrainCall(SimulatedSilo silo, GrainId target, InvokeMethodOptions options) : ITurn
{
    private Dictionary<string, object>? context;
    private int answered;

    public SimulatedSilo Silo { get; } = silo;

    public GrainId Target { get; } = target;

    /// <summary>The calling activation; null for clients.</summary>
    public GrainActivation? Source { get; } = GrainActivation.Current;

    /// <summary>The activation that has it now.</summary>
    public GrainActivation? Activation { get; set; }

    public bool AlwaysInterleave { get; } = (options & InvokeMethodOptions.AlwaysInterleave) != 0;

    public bool ReadOnly { get; } = (options & InvokeMethodOptions.ReadOnly) != 0;

    public bool OneWay { get; } = (options & InvokeMethodOptions.OneWay) != 0;

    /// <summary>Null for a tick.</summary>
    public virtual MethodInfo? Method => null;

    /// <summary>Place in the activation's list of running calls; -1 while it does not run.</summary>
    public int RunningIndex { get; set; } = -1;

    /// <summary>The reply is lost on the way: the caller learns nothing and times out.</summary>
    public bool LoseReply { get; set; }

    /// <summary>Next in the activation's queue of calls that must wait.</summary>
    public GrainCall? NextWaiting { get; set; }

    // Links and state of CallTimeouts.
    public GrainCall? Earlier, Later;
    public long DueTimestamp;
    public int Shard = -1;

    public abstract ulong TraceId { get; }

    /// <summary>True for the first who answers; a reply may race with the time-out.</summary>
    protected bool TryAnswer() => Interlocked.Exchange(ref answered, 1) == 0;

    public bool IsAnswered => Volatile.Read(ref answered) != 0;

    void ITurn.Run() => Activation!.Receive(this);

    /// <summary>Takes along what the sender's context holds now, after its filters; a deep copy, as Orleans makes.</summary>
    protected void TakeContext() => context = RequestContextExtensions.Export(Silo.Copier);

    /// <summary>The activation it came to is gone.</summary>
    public virtual void Redirect() => Silo.Dispatch(this);

    /// <summary>Starts the method; within a turn of the activation, which has let it pass.</summary>
    public void Start()
    {
        var activation = Activation!;
        if (context is null)
            RequestContext.Clear();
        else
            RequestContextExtensions.Import(context);
        _ = RunToEnd(activation);
    }

    /// <summary>Never throws, and the task never fails: a failure is a response.</summary>
    protected abstract ValueTask<Response> Run(GrainActivation activation);

    public abstract void Fail(Exception error);

    protected abstract void Answer(Response response);

    private async Task RunToEnd(GrainActivation activation)
    {
        // As in Orleans, what waited for longer than its caller is dropped.
        var response = IsAnswered && !OneWay ? Response.Completed : await Run(activation);
        if (!LoseReply && !IsAnswered)
            Answer(response);
        activation.Finished(this);
    }
}

/// <summary>A call of a method of a grain interface, as Orleans' code generator made it.</summary>
internal sealed class GrainCall<TResult> : GrainCall
{
    private readonly GrainReference reference;
    private readonly InvokableType type;
    private IInvokable request;

    // The builder is a struct around one task: half of what a completion source costs.
    private AsyncTaskMethodBuilder<TResult> answer = AsyncTaskMethodBuilder<TResult>.Create();

    public GrainCall(SimulatedSilo silo, GrainReference reference, IInvokable request, InvokeMethodOptions options)
        : base(silo, reference.GrainId, options)
    {
        this.reference = reference;
        this.request = request;
        type = InvokableType.Of(request);
    }

    public GrainReference Reference => reference;

    public IInvokable Request => request;

    public override MethodInfo Method => type.Method;

    public override ulong TraceId => type.TraceId;

    public Task<TResult> Send()
    {
        var task = answer.Task;
        TakeContext();
        if (Silo.Options.ByWire)
            request = Silo.Wire(request);
        if (!OneWay)
            Silo.Timeouts.Track(this);
        else if (TryAnswer())
            answer.SetResult(default!);
        Silo.Dispatch(this);
        return task;
    }

    protected override async ValueTask<Response> Run(GrainActivation activation)
    {
        try
        {
            request.SetTarget(activation);
            if (activation.IncomingFilters.Length > 0)
                return await IncomingCall.Run(request, this, activation);
            return Copied(await request.Invoke());
        }
        catch (Exception thrown)
        {
            return Response.FromException(thrown);
        }
    }

    /// <summary>As the runtime does with what a method returned.</summary>
    public Response Copied(Response response) =>
        Silo.Options.ByWire ? Silo.Wire(response) : Silo.ResponseCopier.Copy(response)!;

    protected override void Answer(Response response)
    {
        if (!TryAnswer())
            return;
        Silo.Timeouts.Forget(this);
        if (response.Exception is { } error)
            answer.SetException(error);
        else
            answer.SetResult(response.Result is null ? default! : response.GetResult<TResult>()!);
    }

    public override void Fail(Exception error)
    {
        if (!TryAnswer())
            return;
        Silo.Timeouts.Forget(this);
        answer.SetException(error);
    }

    public override string ToString() => $"{type.Method.DeclaringType!.Name}.{type.Method.Name}";
}

/// <summary>What is the same for every call of a method.</summary>
internal sealed record InvokableType(MethodInfo Method, ulong TraceId)
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<Type, InvokableType> Known = new();

    public static InvokableType Of(IInvokable request) =>
        Known.TryGetValue(request.GetType(), out var known)
            ? known
            : Known.GetOrAdd(request.GetType(), static (_, asked) => new(
                asked.GetMethod(), TraceHash.Of(
                    $"{asked.GetInterfaceName()}.{asked.GetMethodName()}/{asked.GetArgumentCount()}")), request);
}
