using Microsoft.Extensions.Logging;
using PosSaga.Journal;
using PosSaga.Notifications;
using PosSaga.Silo.Notifications;
using PosSaga.Tests.ReadModels;

namespace PosSaga.Tests.Notifications;

/// <summary>A relay over a journal in memory, with a sender that does what the test says and a clock that the test
/// moves. One thread: nothing is sent at the same time by chance.</summary>
internal sealed class RelayWorld : INotificationSender, IMemoryJournalDriver
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private readonly InMemoryJournal _journal;
    private readonly EventCodec _codec;
    private readonly EventWriter _writer;
    private readonly List<(DateTimeOffset Until, TaskCompletionSource<SendOutcome> Answer)> _hanging = [];
    private int _told;

    public RelayWorld(int connections = 4, MailRetryDelays? pauses = null)
    {
        (Connections, Pauses) = (connections, pauses ?? MailRetryDelays.Default);
        _journal = new(new JournalOptions { AllowDevelopmentMasterKey = true }, Clock, this);
        var options = new EventCodecOptions();
        options.Assemblies.Add(typeof(NotificationEvent).Assembly);
        _codec = new(options, _journal.Keys);
        _writer = new(_journal, _codec, "t1");
        Relay = NewRelay();
    }

    public ManualClock Clock { get; } = new();

    public int Connections { get; }

    public MailRetryDelays Pauses { get; }

    public OutboxRelay Relay { get; private set; }

    public List<string> Log { get; } = [];

    /// <summary>What comes of a message to whom; null: it hangs until the limit.</summary>
    public Func<string, SendOutcome?> Answers { get; set; } = static _ => SendOutcome.Sent;

    /// <summary>Each time that the server took a message: which, to whom, when.</summary>
    public List<(string Id, string To, DateTimeOffset At)> Taken { get; } = [];

    public List<(string To, DateTimeOffset At)> Tried { get; } = [];

    public int UnderWayMax { get; private set; }

    public IMailQueue Queue => _journal.System.Mail;

    public ICheckpoints Checkpoints => _journal;

    /// <summary>What happens to whatever is asked of the queue.</summary>
    public MemoryFault OfMail { get; set; }

    private int UnderWay => _hanging.Count;

    public async Task<string> Tell(string to)
    {
        var id = $"c-{++_told}";
        await _writer.Append("notification", id, new NotificationEvent.CustomerNotified(
            "claim.closed/1", [new Message(NotificationChannel.Email, new($"t1/customer/{to}", to), to, "Claim closed")])
        {
            At = Clock.GetUtcNow(), Handled = 1,
        });
        return $"notification/t1/{id}@1/0";
    }

    /// <summary>As the service does, until nothing more can be begun.</summary>
    public async Task Look()
    {
        while (await Relay.RunOnce(default))
        {
        }
    }

    public async Task Pass(TimeSpan time, TimeSpan? step = null)
    {
        var until = Clock.GetUtcNow() + time;
        while (Clock.GetUtcNow() < until)
        {
            Clock.Move(step ?? TimeSpan.FromSeconds(1));
            foreach (var one in _hanging.Where(one => one.Until <= Clock.GetUtcNow()).ToList())
            {
                _hanging.Remove(one);
                one.Answer.SetResult(new(SendResult.Deferred, "recipient-silent"));
            }
            await Look();
        }
    }

    /// <summary>Whatever it knew is gone; what it had begun is never noted.</summary>
    public void Crash()
    {
        _hanging.Clear();
        Relay = NewRelay();
    }

    public Task<SendOutcome> Send(OutgoingMessage message, CancellationToken cancellation)
    {
        var to = message.Address!;
        Tried.Add((to, Clock.GetUtcNow()));
        if (Answers(to) is { } outcome)
        {
            if (outcome == SendOutcome.Sent)
                Taken.Add((message.Id, to, Clock.GetUtcNow()));
            return Task.FromResult(outcome);
        }

        var answer = new TaskCompletionSource<SendOutcome>();
        _hanging.Add((Clock.GetUtcNow() + Limit, answer));
        UnderWayMax = Math.Max(UnderWayMax, UnderWay);
        return answer.Task;
    }

    public void Schedule(MemoryStep step, string about, Action run) => run();

    public MemoryFault Fault(MemoryStep step, string about) => about == "mail" ? OfMail : MemoryFault.None;

    public Task CloseIdle() => Task.CompletedTask;

    private OutboxRelay NewRelay() => new(
        _journal, _codec, _journal, Queue, this, Pauses, Connections, Clock, new Lines(Log));

    private sealed class Lines(List<string> lines) : ILogger<OutboxRelay>
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter) => lines.Add(formatter(state, exception));
    }
}

internal sealed class ManualClock : TimeProvider
{
    private DateTimeOffset _now = EventWriter.Noon;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.UtcTicks;

    public void Move(TimeSpan by) => _now += by;
}
