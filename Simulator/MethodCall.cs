using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace PosSaga.Simulator;

/// <summary>A call of a method of a grain interface, as Orleans' code generator made it.</summary>
/// <remarks>Orleans pools requests once they are disposed of. These never are: what was killed may still hold
/// one.</remarks>
internal sealed class MethodCall<TResult> : GrainCall
{
    private readonly GrainReference reference;
    private readonly CalledMethod method;
    private IInvokable request;
    private CancellationTokenRegistration cancellation;

    // The builder is a struct around one task: half of what a completion source costs.
    private AsyncTaskMethodBuilder<TResult> answer = AsyncTaskMethodBuilder<TResult>.Create();

    public MethodCall(SimulatedSilo silo, GrainReference reference, IInvokable request, InvokeMethodOptions options)
        : base(silo, reference.GrainId, options)
    {
        this.reference = reference;
        this.request = request;
        method = silo.Describe(request);
        IsByWire = silo.NextCallIsByWire();
    }

    public override ulong TraceId => method.TraceId;

    public override bool IsByWire { get; }

    public Task<TResult> Send()
    {
        var task = answer.Task;
        var token = request.GetCancellationToken();
        token.ThrowIfCancellationRequested();
        RequestContext = RequestContextExtensions.Export(Silo.Copier);
        if (IsByWire && !TryWire())
            return task;
        if (OneWay)
        {
            IsAnswered = true;
            answer.SetResult(default!);
        }
        else
        {
            Silo.Timeouts.Track(this, request.GetDefaultResponseTimeout() ?? Silo.Options.ResponseTimeout);
            if (token.CanBeCanceled)
                cancellation = token.UnsafeRegister(
                    static (call, token) => ((MethodCall<TResult>)call!).Cancel(token), this);
        }

        Silo.Send(this, method.Method);
        return task;
    }

    public override void Fail(Exception error)
    {
        if (TryAnswer())
            answer.SetException(error);
    }

    public override void TimeOut(TimeSpan limit) => Fail(new TimeoutException(
        $"No answer from {Target} to {method} within {limit.TotalSeconds:0.###} s; "
        + "whether it was or will be done is unknown."));

    public override string ToString() => method.ToString();

    protected override async ValueTask<Response> Run(GrainActivation activation)
    {
        Response response;
        try
        {
            request.SetTarget(activation);
            response = Silo.IncomingFilters.Length == 0 && activation.GrainInstance is not IIncomingGrainCallFilter
                ? await request.Invoke()
                : await IncomingCallContext.Run(request, this, reference.InterfaceType, activation);
            response = IsByWire ? Silo.Wire(response) : Silo.ResponseCopier.Copy(response)!;
        }
#pragma warning disable CA1031 // It is the answer.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            response = Response.FromException(thrown);
        }

        // As in Orleans: what a grain believed of its storage was wrong, so it must read it anew.
        if (response.Exception is InconsistentStateException)
            activation.Deactivate(
                new(DeactivationReasonCode.ApplicationError, response.Exception, "Its state was inconsistent."));
        return response;
    }

    protected override void Answer(Response response)
    {
        if (response.Exception is { } error)
            Fail(error);
        else if (TryAnswer())
            answer.SetResult(response.Result is null ? default! : response.GetResult<TResult>()!);
    }

    // What cannot be serialized is told to the caller.
    private bool TryWire()
    {
        try
        {
            request = Silo.Wire(request);
            return true;
        }
#pragma warning disable CA1031 // It is the answer.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error);
            return false;
        }
    }

    // True for the first who answers; a reply may race with the time-out.
    private bool TryAnswer()
    {
        if (IsAnswered)
            return false;
        IsAnswered = true;
        cancellation.Dispose();
        return true;
    }

    // As in Orleans, the caller waits no longer, and the method is told.
    private void Cancel(CancellationToken token)
    {
        if (IsAnswered)
            return;
        IsAnswered = true;
        answer.SetException(new OperationCanceledException(token));
        if (request.IsCancellable)
            Activation?.Enqueue(new CancelTurn(request));
    }

    private sealed class CancelTurn(IInvokable request) : ITurn
    {
        public ulong TraceId { get; } = TraceHash.Of("cancel");

        public void Run() => request.TryCancel();
    }
}
