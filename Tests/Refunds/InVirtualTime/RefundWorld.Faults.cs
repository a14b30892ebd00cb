using PosSaga.Simulator;
using PosSaga.Journal;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Refunds;

/// <summary>What goes wrong in it.</summary>
internal sealed partial class RefundWorld : IMemoryJournalDriver
{
    private SimulatedStreams? _streams;
    private int _lives;

    /// <summary>From now on everything goes wrong, or nothing.</summary>
    public bool Storm { get; set; }

    public int Deaths { get; private set; }

    /// <summary>Asked for each append, storm or not.</summary>
    public Func<string, MemoryFault> Appends { get; set; } = static _ => MemoryFault.None;

    /// <summary>The process dies, and comes back at once.</summary>
    public void Die()
    {
        Deaths++;
        _streams?.Kill();
        Silo.KillAll();
        StartStreams();
    }

    private void StartStreams()
    {
        _streams = new SimulatedStreams(_services, Scheduler, $"streams {++_lives}", () => Storm
            ? new(
                _random.Chance(0.2) ? _random.Next(TimeSpan.Zero, TimeSpan.FromSeconds(2)) : TimeSpan.Zero,
                Twice: _random.Chance(0.1), LoseAnswer: _random.Chance(0.1))
            : default);
        _streams.Start();
    }

    private void Strike()
    {
        if (!Storm || !_random.Chance(0.004))
            return;
        if (_random.Chance(0.3))
        {
            Die();
            return;
        }

        Deaths++;
        Silo.KillActivations(_ => _random.Chance(0.5));
    }

    void IMemoryJournalDriver.Schedule(MemoryStep step, string about, Action run)
    {
        if (_still)
            run();
        else
            Scheduler.Post(_random.Next(TimeSpan.FromMicroseconds(50), TimeSpan.FromMilliseconds(Storm ? 20 : 1)), run);
    }

    MemoryFault IMemoryJournalDriver.Fault(MemoryStep step, string about)
    {
        if (_still)
            return MemoryFault.None;
        if (step == MemoryStep.Append && Appends(about) is not MemoryFault.None and var planned)
            return planned;
        return Storm && _random.Chance(0.02) ? (MemoryFault)(1 + _random.Next(3)) : MemoryFault.None;
    }
}
