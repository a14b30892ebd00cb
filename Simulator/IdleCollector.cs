namespace PosSaga.Simulator;

/// <summary>Deactivates idle activations. Its timer is set only while there are activations, so that a settled
/// simulation has no timers left.</summary>
internal sealed class IdleCollector
{
    private readonly SimulatedSilo silo;
    private readonly ITimer timer;
    private bool isSet;
    private bool stopped;

    public IdleCollector(SimulatedSilo silo)
    {
        this.silo = silo;
        timer = silo.Time.CreatePlainTimer(static self => ((IdleCollector)self!).Collect(), this);
    }

    /// <summary>Number of rounds so far, which serves as a cheap clock.</summary>
    public int Epoch { get; private set; }

    public void Start()
    {
        if (isSet || stopped)
            return;
        isSet = true;
        timer.Change(silo.Options.CollectionQuantum, Timeout.InfiniteTimeSpan);
    }

    public void Stop()
    {
        stopped = true;
        timer.Dispose();
    }

    private void Collect()
    {
        Epoch++;
        foreach (var activation in silo.InOrder())
            if (activation.SeemsIdleAt(Epoch))
                activation.CollectIfIdle();
        isSet = false;
        if (silo.ActivationCount > 0)
            Start();
    }
}
