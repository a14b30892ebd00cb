using Orleans.CodeGeneration;
using Orleans.Serialization.Invocation;

namespace PosSaga.Simulator;

/// <summary>A grain's timer. Each tick is scheduled like a call, and the period begins when a tick ends.</summary>
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
        timer = activation.Silo.Time.CreatePlainTimer(static self => ((GrainTimer)self!).Fire(), this);
        timer.Change(options.DueTime, Timeout.InfiniteTimeSpan);
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
        Stop();
        ended.Cancel();
        activation.Unregister(this);
    }

    /// <summary>For a killed activation: the running tick's token is not cancelled.</summary>
    public void Stop() => timer.Dispose();

    private void Fire()
    {
        ticking = true;
        activation.Enqueue(new Tick(this));
    }

    private async ValueTask<Response> Run()
    {
        if (ended.IsCancellationRequested)
            return Response.Completed;
        changedWhileTicking = false;
        try
        {
            await callback(ended.Token);
        }
#pragma warning disable CA1031 // Logged; as in Orleans the timer goes on.
        catch (Exception error)
#pragma warning restore CA1031
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
            : base(timer.activation.Silo, timer.activation.GrainId, timer.options.Interleave
                ? InvokeMethodOptions.AlwaysInterleave | InvokeMethodOptions.OneWay
                : InvokeMethodOptions.OneWay)
        {
            this.timer = timer;
            Activation = timer.activation;
            IsAnswered = true;
        }

        public override ulong TraceId => TickId;

        public override bool IsLocalOnly => true;

        public override bool KeepsAlive => timer.options.KeepAlive;

        public override void Fail(Exception error) { }

        public override void TimeOut(TimeSpan limit) { }

        public override string ToString() => "a timer's tick";

        protected override ValueTask<Response> Run(GrainActivation activation) => timer.Run();

        protected override void Answer(Response response) { }
    }
}
