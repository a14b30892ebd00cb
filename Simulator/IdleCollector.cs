namespace PosSaga.Simulator;

/// <summary>Ends activations that nobody uses. Its timer runs only while there is something to look at, so that a
/// simulation whose world has settled can see that it has.</summary>
internal sealed class IdleCollector
{
    private readonly SimulatedSilo silo;
    private readonly ITimer timer;
    private bool armed;
    private bool stopped;

    public IdleCollector(SimulatedSilo silo)
    {
        this.silo = silo;
        timer = silo.Time.CreatePlainTimer(static self => ((IdleCollector)self!).Look(), this);
    }

    /// <summary>Counts the rounds: a clock that costs nothing to read.</summary>
    public int Epoch { get; private set; }

    public void Start()
    {
        if (armed || stopped)
            return;
        armed = true;
        timer.Change(silo.Options.CollectionQuantum, Timeout.InfiniteTimeSpan);
    }

    public void Stop()
    {
        stopped = true;
        timer.Dispose();
    }

    private void Look()
    {
        Epoch++;
        foreach (var activation in silo.InOrder())
            if (activation.SeemsIdleAt(Epoch))
                activation.CollectIfIdle();
        armed = false;
        if (silo.ActivationCount > 0)
            Start();
    }
}
