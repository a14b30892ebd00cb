namespace PosSaga.Simulator;

/// <summary>Ends activations that nobody uses. Its timer runs only while there is something to look at, so that a
/// simulation whose world has settled can see that it has.</summary>
internal sealed class IdleCollector
{
    private readonly SimulatedSilo silo;
    private readonly ITimer timer;
    private readonly int ageEpochs;
    private int armed;
    private int epoch;
    private volatile bool stopped;

    public IdleCollector(SimulatedSilo silo)
    {
        this.silo = silo;
        ageEpochs = Math.Max(1, (int)Math.Ceiling(silo.Options.IdleAge / silo.Options.IdlePeriod));
        timer = silo.Time.CreateTimer(
            static self => ((IdleCollector)self!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public int Epoch => Volatile.Read(ref epoch);

    public void Start()
    {
        if (Interlocked.Exchange(ref armed, 1) == 0)
            timer.Change(silo.Options.IdlePeriod, Timeout.InfiniteTimeSpan);
    }

    public void Stop()
    {
        stopped = true;
        timer.Dispose();
    }

    private void Look()
    {
        var idleSince = Interlocked.Increment(ref epoch) - ageEpochs;
        foreach (var activation in silo.Activations().Where(a => a.SeemsIdleSince(idleSince)).OrderBy(a => a.Number))
            activation.CollectIfIdleSince(idleSince);

        Volatile.Write(ref armed, 0);
        if (silo.ActivationCount > 0 && !stopped)
            Start();
    }
}
