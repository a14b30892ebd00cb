using System.Runtime.CompilerServices;
using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>A request on its way to an activation: gated there, run there, answered once.</summary>
internal abstract class GrainCall(EmbeddedSilo silo, GrainMethod method, GrainId target) : ITurn
{
    private Dictionary<string, object>? context;
    private Task? running;
    private int answered;

    public EmbeddedSilo Silo { get; } = silo;

    public GrainMethod Method { get; } = method;

    public GrainId Target { get; } = target;

    /// <summary>The calling activation; null for clients.</summary>
    public GrainActivation? Source { get; } = GrainActivation.Current;

    /// <summary>The activation that has it now.</summary>
    public GrainActivation? Activation { get; set; }

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

    public ulong TraceId => Method.TraceId;

    /// <summary>True for the first who answers; a reply may race with the time-out.</summary>
    protected bool TryAnswer() => Interlocked.Exchange(ref answered, 1) == 0;

    public bool IsAnswered => Volatile.Read(ref answered) != 0;

    void ITurn.Run() => Activation!.Receive(this);

    /// <summary>Takes along what the sender's context holds now, after its filters.</summary>
    protected void TakeContext() => context = RequestContext.Export();

    /// <summary>The activation it came to is gone.</summary>
    public virtual void Redirect() => Silo.Dispatch(this);

    /// <summary>Starts the method; within a turn of the activation, which has let it pass.</summary>
    public void Start()
    {
        var activation = Activation!;
        RequestContext.Import(context);
        Task task;
        try
        {
            task = activation.IncomingFilters.Length == 0 || Method.Method is null
                ? Invoke(activation.GrainInstance!)
                : IncomingCall.Run(this, activation);
        }
#pragma warning disable CA1031 // Whatever a grain throws is its answer.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            task = Task.FromException(thrown);
        }

        running = task;
        if (task.IsCompleted)
            Finish();
        else
            task.GetAwaiter().UnsafeOnCompleted(Finish);
    }

    /// <summary>Calls the grain's method.</summary>
    public abstract Task Invoke(object grain);

    /// <summary>The task's result; only for filters.</summary>
    public abstract object? ResultOf(Task task);

    /// <summary>Answers with a result that a filter may have replaced.</summary>
    public abstract void Answer(object? result);

    public abstract void Fail(Exception error);

    /// <summary>Answers with what the finished task holds.</summary>
    protected abstract void AnswerFrom(Task task);

    private void Finish()
    {
        if (!LoseReply && !IsAnswered)
            AnswerFrom(running!);
        Activation!.Finished(this);
    }
}

/// <summary>A call with its arguments in a tuple.</summary>
internal sealed class GrainCall<TArgs, TResult>(EmbeddedSilo silo, GrainMethod method, GrainId target, TArgs args)
    : GrainCall(silo, method, target)
    where TArgs : struct, ITuple
{
    private TArgs args = args;

    // The builder is a struct around one task: half of what a completion source costs.
    private AsyncTaskMethodBuilder<TResult> answer = AsyncTaskMethodBuilder<TResult>.Create();

    public Task<TResult> Send()
    {
        var task = answer.Task;
        TakeContext();
        if (!Method.OneWay)
            Silo.Timeouts.Track(this);
        else if (TryAnswer())
            answer.SetResult(default!);
        Silo.Dispatch(this);
        return task;
    }

    public override Task Invoke(object grain) => ((Invoker<TArgs>)Method.Invoker)(grain, ref args);

    public override object? ResultOf(Task task) => task is Task<TResult> typed ? typed.Result : null;

    public override void Answer(object? result)
    {
        if (!TryAnswer())
            return;
        Silo.Timeouts.Forget(this);
        answer.SetResult(result is null ? default! : (TResult)result);
    }

    public override void Fail(Exception error)
    {
        if (!TryAnswer())
            return;
        Silo.Timeouts.Forget(this);
        answer.SetException(error);
    }

    protected override void AnswerFrom(Task task)
    {
        if (!TryAnswer())
            return;
        Silo.Timeouts.Forget(this);
        if (task.IsCompletedSuccessfully)
            answer.SetResult(task is Task<TResult> typed ? typed.Result : default!);
        else
            answer.SetException(task.Exception?.InnerException ?? new TaskCanceledException(task));
    }
}
