using Orleans.Runtime;

namespace PosSaga.Embedded;

/// <summary>A grain's timer. Each tick is gated like a call; the next one is set when a tick is done.</summary>
internal sealed class GrainTimer : IGrainTimer
{
    private static readonly GrainMethod Waiting = new("timer", alwaysInterleave: false);
    private static readonly GrainMethod Interleaving = new("interleaving timer", alwaysInterleave: true);

    private readonly GrainActivation activation;
    private readonly Func<CancellationToken, Task> callback;
    private readonly bool keepAlive;
    private readonly GrainMethod method;
    private readonly CancellationTokenSource ended = new();
    private readonly ITimer timer;
    private TimeSpan period;
    private bool ticking;
    private bool changedWhileTicking;

    public GrainTimer(
        GrainActivation activation, Func<CancellationToken, Task> callback, GrainTimerCreationOptions options)
    {
        this.activation = activation;
        this.callback = callback;
        keepAlive = options.KeepAlive;
        method = options.Interleave ? Interleaving : Waiting;
        period = options.Period;
        activation.Register(this);
        timer = activation.Silo.Time.CreateTimer(
            static self => ((GrainTimer)self!).Fire(), this, options.DueTime, Timeout.InfiniteTimeSpan);
    }

    public void Change(TimeSpan dueTime, TimeSpan period)
    {
        this.period = period;
        changedWhileTicking = ticking;
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
        if (!ended.IsCancellationRequested)
            activation.Enqueue(new Tick(this));
    }

    private Task Run()
    {
        if (ended.IsCancellationRequested)
            return Task.CompletedTask;
        ticking = true;
        if (keepAlive)
            activation.Used();
        return callback(ended.Token);
    }

    private void Done(Exception? error)
    {
        ticking = false;
        if (error is not null and not OperationCanceledException)
            activation.LogFailure(error, "a timer's tick");
        if (!changedWhileTicking && !ended.IsCancellationRequested && period > TimeSpan.Zero)
            timer.Change(period, Timeout.InfiniteTimeSpan);
        changedWhileTicking = false;
    }

    private sealed class Tick : GrainCall
    {
        private readonly GrainTimer timer;

        public Tick(GrainTimer timer)
            : base(timer.activation.Silo, timer.method, timer.activation.GrainId)
        {
            this.timer = timer;
            Activation = timer.activation;
        }

        public override Task Invoke(object grain) => timer.Run();

        public override object? ResultOf(Task task) => null;

        public override void Answer(object? result)
        {
        }

        public override void Fail(Exception error)
        {
        }

        // Its activation is gone, and the timer with it.
        public override void Redirect()
        {
        }

        protected override void AnswerFrom(Task task) => timer.Done(task.Exception?.InnerException);
    }
}
