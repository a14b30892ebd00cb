using PosSaga.Simulator;
using PosSaga.Journal;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Streams;

/// <summary>Two processes over one journal in memory; a seed decides what happens when and what goes wrong.</summary>
internal sealed partial class StreamWorld : IMemoryJournalDriver
{
    public const int Processes = 6;
    public const int CallsEach = 8;
    private static readonly TimeSpan Season = TimeSpan.FromSeconds(20);

    private readonly SeededRandom _random;
    private readonly Life[] _lives;
    private bool _isStill;

    public StreamWorld(ulong seed)
    {
        Scheduler = new DeterministicScheduler(seed);
        _random = Scheduler.Random.Fork();
        Journal = new InMemoryJournal(new JournalOptions { AllowDevelopmentMasterKey = true }, Scheduler.Time, this);
        _lives = [new Life(this, 0), new Life(this, 1)];
        Scheduler.BeforeTurn = BeforeTurn;
    }

    public DeterministicScheduler Scheduler { get; }

    public InMemoryJournal Journal { get; }

    public ProbeControl Control { get; } = new();

    public bool IsClear { get; private set; }

    public int Deaths { get; private set; }

    /// <summary>A season of calls and faults, then quiet until all is delivered.</summary>
    public void Play() => Scheduler.Run(async () =>
    {
        foreach (var life in _lives)
            life.Start();
        var callers = Enumerable.Range(0, Processes)
            .Select(n => Scheduler.Spawn($"caller {n}", () => Call(n))).ToArray();
        var balancing = Scheduler.Spawn("membership", Balance);
        await Task.Delay(Season, Scheduler.Time);
        await Task.WhenAll(callers);
        IsClear = true;
        await balancing;
        var head = await Journal.Head();
        while (!await SimulatedStreams.Reached(Journal, Journal.Partitions, head) || head != await Journal.Head())
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Scheduler.Time);
            head = await Journal.Head();
        }
    });

    // What membership says changes, and reaches the two at different times: for a while both hold a partition, or
    // nobody does. In the end the first holds all.
    private async Task Balance()
    {
        while (!IsClear)
        {
            await Task.Delay(_random.Next(TimeSpan.Zero, TimeSpan.FromMilliseconds(300)), Scheduler.Time);
            _lives[_random.Next(2)].Hold(_random.Next(Journal.Partitions), _random.Chance(0.7));
        }
        for (var partition = 0; partition < Journal.Partitions; partition++)
            _lives[0].Hold(partition, isHeld: true);
    }

    public IReadOnlyList<RecordedEvent> Events()
    {
        (_isStill, var was) = (true, _isStill);
        var events = Journal.ReadAll(0, int.MaxValue).GetAwaiter().GetResult().Events;
        _isStill = was;
        return events;
    }

    private async Task Call(int process)
    {
        var codec = _lives[0].Get<IEventCodec>();
        for (var number = 1; number <= CallsEach; number++)
        {
            await Task.Delay(_random.Next(TimeSpan.Zero, Season / CallsEach), Scheduler.Time);
            var @event = new NewEvent(
                _random.NextGuid(), "probe.called/1", await codec.Encode(new ProbeEvent.Called(number)),
                codec.EncodeMetadata(new EventMetadata("t1", "tester", $"p{process}")), 0, $"p{process}");
            var request = new AppendRequest($"caller/t1/p{process}-{number}", StreamHead.Empty, [@event]);
            while (!await Appended(request))
                await Task.Delay(TimeSpan.FromMilliseconds(10), Scheduler.Time);
        }
    }

    private async Task<bool> Appended(AppendRequest request)
    {
        try
        {
            return await Journal.Append(request) is AppendResult.Appended;
        }
        catch (JournalUnavailableException)
        {
            return false;
        }
    }

    private void BeforeTurn(TurnQueue queue)
    {
        if (IsClear || !_random.Chance(0.006))
            return;
        Deaths++;
        var life = _lives[_random.Next(2)];
        if (_random.Chance(0.3))
            life.DieAndComeBack();
        else
            life.Silo.KillActivations(_ => _random.Chance(0.5));
    }

    private StreamFate Fate() => IsClear ? default : new(
        _random.Chance(0.2) ? _random.Next(TimeSpan.Zero, TimeSpan.FromSeconds(2)) : TimeSpan.Zero,
        Twice: _random.Chance(0.1), LoseAnswer: _random.Chance(0.1));

    private bool FailsToRegister() => !IsClear && _random.Chance(0.03);

    void IMemoryJournalDriver.Schedule(MemoryStep step, string about, Action run)
    {
        if (_isStill)
            run();
        else
            Scheduler.Post(
                _random.Next(TimeSpan.FromMicroseconds(50), TimeSpan.FromMilliseconds(IsClear ? 2 : 20)), run);
    }

    MemoryFault IMemoryJournalDriver.Fault(MemoryStep step, string about) =>
        !IsClear && _random.Chance(0.03) ? (MemoryFault)(1 + _random.Next(3)) : MemoryFault.None;
}
