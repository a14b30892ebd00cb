using System.Reflection;
using System.Runtime.CompilerServices;
using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;
using Orleans.Storage;

namespace PosSaga.Simulator;

/// <summary>A call of a method of a grain interface.</summary>
/// <remarks>Orleans returns disposed requests to a pool. These are never disposed, because killed code may still use
/// one.</remarks>
internal sealed class MethodCall<TResult> : GrainCall
{
    private readonly GrainReference reference;
    private readonly CalledMethod method;
    private IInvokable request;
    private CancellationTokenRegistration cancellation;

    // Costs half of what a TaskCompletionSource costs.
    private AsyncTaskMethodBuilder<TResult> answer = AsyncTaskMethodBuilder<TResult>.Create();

    public MethodCall(SimulatedSilo silo, GrainReference reference, IInvokable request, InvokeMethodOptions options)
        : base(silo, reference.GrainId, options)
    {
        this.reference = reference;
        this.request = request;
        method = silo.Describe(request);
        IsSerialized = silo.NextCallIsSerialized();
    }

    public override ulong TraceId => method.TraceId;

    public override bool IsSerialized { get; }

    public Task<TResult> Send()
    {
        var task = answer.Task;
        var token = request.GetCancellationToken();
        token.ThrowIfCancellationRequested();
        RequestContext = RequestContextExtensions.Export(Silo.Copier);
        if (IsSerialized && !TrySerialize())
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
            response = IsSerialized ? Silo.RoundTrip(response) : Silo.ResponseCopier.Copy(response)!;
        }
#pragma warning disable CA1031 // The caller gets it.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            response = Response.FromException(thrown);
        }

        // As in Orleans: the grain's view of its storage was wrong, so it has to read it again.
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

    private bool TrySerialize()
    {
        try
        {
            request = Silo.RoundTrip(request);
            return true;
        }
#pragma warning disable CA1031 // The caller gets it.
        catch (Exception error)
#pragma warning restore CA1031
        {
            Fail(error);
            return false;
        }
    }

    // False if it is answered already: a reply may race with the time-out.
    private bool TryAnswer()
    {
        if (IsAnswered)
            return false;
        IsAnswered = true;
        cancellation.Dispose();
        return true;
    }

    // As in Orleans, the caller stops waiting and the method's token is cancelled.
    private void Cancel(CancellationToken token)
    {
        if (IsAnswered)
            return;
        IsAnswered = true;
        answer.SetException(new OperationCanceledException(token));
        if (request.IsCancellable)
            Activation?.Enqueue(new NamedTurn("cancel", () => request.TryCancel()));
    }
}

/// <summary>A called method, checked once for what is not simulated.</summary>
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
            // It is cancelled by calls and timers of Orleans' own.
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
