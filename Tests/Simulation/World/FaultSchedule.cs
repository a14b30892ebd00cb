using System.Reflection;
using Orleans;
using Orleans.Runtime;
using PosSaga.Simulator;
using PosSaga.Journal;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Simulation;

/// <summary>What goes wrong, when: decides by the seed at each boundary that the runtime and the journal
/// offer.</summary>
internal sealed class FaultSchedule : IMemoryJournalDriver, IOutgoingGrainCallFilter
{
    /// <summary>The journal's own retries give up after about so long.</summary>
    private static readonly TimeSpan GivesUpAfter = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan OutageMax = TimeSpan.FromSeconds(30);

    private readonly DeterministicScheduler _scheduler;
    private readonly FaultProfile _climate;
    private readonly SeededRandom _kills, _journal, _calls, _deliveries;
    private readonly List<(DateTimeOffset From, DateTimeOffset To)> _outages = [];

    public FaultSchedule(DeterministicScheduler scheduler, FaultProfile climate, TimeSpan season)
    {
        (_scheduler, _climate) = (scheduler, climate);
        (_kills, _journal, _calls) = (scheduler.Random.Fork(), scheduler.Random.Fork(), scheduler.Random.Fork());
        _deliveries = climate.Complaints is null ? _calls : scheduler.Random.Fork();
        for (var i = 0; i < climate.JournalOutages; i++)
        {
            var from = scheduler.Time.GetUtcNow() + _journal.Next(TimeSpan.FromSeconds(1), season);
            _outages.Add((from, from + _journal.Next(TimeSpan.FromMilliseconds(200), OutageMax)));
        }
    }

    /// <summary>No faults any more, or not yet.</summary>
    public bool IsClear { get; set; } = true;

    /// <summary>The journal answers at once: somebody outside the simulation reads it.</summary>
    public bool IsStill { get; set; }

    /// <summary>How often what went wrong.</summary>
    public SortedDictionary<string, int> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>Told which silo died.</summary>
    public Action<SimulatedSilo> SiloDied { get; set; } = static _ => { };

    public void BeforeTurn(TurnQueue queue)
    {
        if (IsClear || _climate.KillsPerTurn == 0 || queue is not { Silo: { } silo, GrainContext: { } next }
            || !_kills.Chance(_climate.KillsPerTurn))
            return;
        var notice = _kills.Chance(0.3) ? KillNotice.AfterTimeout : KillNotice.AtOnce;
        if (_kills.Chance(_climate.SiloDeaths))
        {
            Count("silo killed");
            silo.KillAll(notice);
            SiloDied(silo);
        }
        else
        {
            Count("activation killed");
            silo.KillActivations(a => ReferenceEquals(a, next), notice);
        }
    }

    public CallFate Fate(GrainId target, MethodInfo method)
    {
        if (IsClear || !_calls.Chance(_climate.CallsLost))
            return CallFate.Deliver;
        var fate = _calls.Chance(0.5) ? CallFate.LoseRequest : CallFate.LoseReply;
        Count(fate == CallFate.LoseRequest ? "request lost" : "reply lost");
        return fate;
    }

    /// <summary>Of a delivery.</summary>
    public StreamFate DeliveryFate()
    {
        if (IsClear || _climate.Complaints is not { } complaints)
            return default;
        var late = _deliveries.Chance(complaints.DeliveriesLate);
        var fate = new StreamFate(
            late
                ? _deliveries.Next(TimeSpan.Zero, TimeSpan.FromSeconds(_deliveries.Chance(0.1) ? 20 : 1))
                : TimeSpan.Zero,
            Twice: _deliveries.Chance(complaints.DeliveriesTwice),
            LoseAnswer: _deliveries.Chance(complaints.DeliveriesUnheard),
            Breaks: complaints.DeliveriesBroken > 0 && _deliveries.Chance(complaints.DeliveriesBroken));
        if (late)
            Count("delivery late");
        if (fate.Twice)
            Count("delivery repeated");
        if (fate.LoseAnswer)
            Count("delivery unheard");
        if (fate.Breaks)
            Count("delivery broken");
        return fate;
    }

    /// <summary>An agent cannot register a stream: nobody delivers it until it is handed out again.</summary>
    public bool FailsToRegister()
    {
        if (IsClear || _climate.Complaints is not { } complaints || !_deliveries.Chance(complaints.DeliveriesUnheard / 4))
            return false;
        Count("stream not registered");
        return true;
    }

    /// <summary>A request on a slow wire: its caller may long have given up, or be dead, when it arrives.</summary>
    Task IOutgoingGrainCallFilter.Invoke(IOutgoingGrainCallContext context)
    {
        if (IsClear || !_calls.Chance(_climate.CallsLate))
            return context.Invoke();
        Count("request late");
        var delay = _calls.Next(TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(_calls.Chance(0.3) ? 60 : 1));
        return _scheduler.Spawn("wire", async () =>
        {
            await Task.Delay(delay, _scheduler.Time);
            await context.Invoke();
        });
    }

    void IMemoryJournalDriver.Schedule(MemoryStep step, string about, Action run)
    {
        if (IsStill)
            run();
        else
            _scheduler.Post(Takes(), run);
    }

    MemoryFault IMemoryJournalDriver.Fault(MemoryStep step, string about)
    {
        if (IsStill || IsClear)
            return MemoryFault.None;
        if (IsOut)
        {
            Count("journal away");
            return MemoryFault.FailBefore;
        }

        if (!_journal.Chance(step == MemoryStep.Append ? _climate.AppendFails : _climate.AppendFails / 10))
            return MemoryFault.None;
        var fault = (MemoryFault)(1 + _journal.Next(3));
        Count($"{step} {fault}");
        return fault;
    }

    private bool IsOut =>
        _outages.Exists(o => o.From <= _scheduler.Time.GetUtcNow() && _scheduler.Time.GetUtcNow() < o.To);

    private TimeSpan Takes()
    {
        var usual = _journal.Next(TimeSpan.FromMicroseconds(50), TimeSpan.FromMilliseconds(2));
        if (IsClear)
            return usual;
        if (IsOut)
            return _journal.Next(usual, GivesUpAfter);
        if (!_journal.Chance(_climate.JournalSlow))
            return usual;
        Count("journal slow");
        return _journal.Next(usual, TimeSpan.FromSeconds(_journal.Chance(0.2) ? 8 : 0.5));
    }

    public void Count(string fault) => Faults[fault] = Faults.GetValueOrDefault(fault) + 1;
}
