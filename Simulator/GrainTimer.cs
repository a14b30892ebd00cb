using Orleans.CodeGeneration;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>A grain's timer. Each tick is gated like a call; the next one is set when a tick is done.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private static readonly ulong TickId = TraceHash.Of("timer");

    private readonly GrainActivation activation;
    private readonly Func<CancellationToken, Task> callback;
    private readonly GrainTimerCreationOptions options;
    private readonly CancellationTokenSource ended = new();
    private readonly ITimer timer;
    private TimeSpan dueTime, period;
    private bool ticking;
    private bool changedWhileTicking;

    public GrainTimer(
        GrainActivation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        (this.activation, this.callback, this.options) = (activation, callback, options);
        period = options.Period;
        activation.Register(this);
        // Orleans' timers carry no context of whoever made them.
        using (ExecutionContext.SuppressFlow())
            timer = activation.Silo.Time.CreateTimer(
                static self => ((GrainTimer)self!).Fire(), this, options.DueTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>As in Orleans, a change while a tick waits or runs counts from the tick's end.</summary>
    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        (this.dueTime, this.period) = (dueTime, period);
        changedWhileTicking = true;
        if (!ticking)
            timer.Change(dueTime, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        if (ended.IsCancellationRequested)
            return;
        timer.Dispose();
        ended.Cancel();
        activation.Unregister(this);
    }

    private void Fire()
    {
        if (ended.IsCancellationRequested)
            return;
        ticking = true;
        activation.Enqueue(new Tick(this));
    }

    private async ValueTask<Response> Run()
    {
        if (ended.IsCancellationRequested)
            return Response.Completed;
        changedWhileTicking = false;
        if (options.KeepAlive)
            activation.Used();
        try
        {
            await callback(ended.Token);
        }
        catch (Exception error)
        {
            if (error is not OperationCanceledException)
                activation.LogFailure(error, "a timer's tick");
        }

        ticking = false;
        if (!ended.IsCancellationRequested)
            timer.Change(changedWhileTicking ? dueTime : period, Timeout.InfiniteTimeSpan);
        return Response.Completed;
    }

    private sealed class Tick : GrainCall
    {
        private readonly GrainTimer timer;

        public Tick(GrainTimer timer)
            : base(
                timer.activation.Silo, timer.activation.GrainId,
                timer.options.Interleave ? InvokeMethodOptions.AlwaysInterleave : InvokeMethodOptions.None)
        {
            this.timer = timer;
            Activation = timer.activation;
        }

        public override ulong TraceId => TickId;

        protected override ValueTask<Response> Run(GrainActivation activation) => timer.Run();

        protected override void Answer(Response response)
        {
        }

        public override void Fail(Exception error)
        {
        }

        // Its activation is gone, and the timer with it.
        public override void Redirect()
        {
        }

        public override string ToString() => "a timer's tick";
    }
}
