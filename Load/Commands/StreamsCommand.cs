using System.Buffers.Text;
using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Orleans;
using Orleans.Streams;
using Orleans.Streams.Core;
using PosSaga.Journal;
using PosSaga.Streams;

namespace PosSaga.Load;

/// <summary><c>streams</c>: how soon a published event reaches its subscriber.</summary>
internal static class StreamsCommand
{
    private static readonly Option<int> Rate = Options.Number("--rate", "Events per second.", 500, 1, 100_000);

    private static readonly Option<TimeSpan> Duration = Options.Duration(
        "--duration", "How long each run measures.", TimeSpan.FromSeconds(20));

    private static readonly Option<TimeSpan> Warmup = Options.Duration(
        "--warmup", "Load before each measurement.", TimeSpan.FromSeconds(5));

    public static Command Define() => LoadCommand.Define(
        "streams",
        "From when an append was meant to start to the handler of its event, at a fixed rate, in this process; each "
        + "event goes to a new stream.",
        Run, InProcessCommand.Journal, InProcessCommand.Runs, Rate, Duration, Warmup, InProcessCommand.Projections,
        Options.Json);

    private static Task<int> Run(ParseResult parsed, CancellationToken cancellation)
    {
        var rate = parsed.GetRequiredValue(Rate);
        return InProcessCommand.Run(
            parsed, "events", parsed.IsOn(InProcessCommand.Projections),
            system => new StreamRun(
                system, rate, parsed.GetRequiredValue(Duration), parsed.GetRequiredValue(Warmup), cancellation).Run(),
            new()
            {
                ["rate"] = string.Create(CultureInfo.InvariantCulture, $"{rate}/s asked for"),
                ["projections"] = parsed.IsOn(InProcessCommand.Projections) ? "on" : "off",
            },
            "every event was handled", cancellation);
    }
}

/// <summary>Appends events at a fixed rate and measures each from the intended start of its append to its
/// handler.</summary>
internal sealed class StreamRun(
    InProcessSystem system, int perSecond, TimeSpan duration, TimeSpan warmup, CancellationToken interrupted)
{
    private const string Kind = "append to handler";
    private const string AppendKind = "append";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IEventJournal _journal = system.Services.GetRequiredService<IEventJournal>();
    private readonly ReadOnlyMemory<byte> _metadata = system.Services.GetRequiredService<IEventCodec>()
        .EncodeMetadata(new EventMetadata(GrainShop.Tenant, "load", "streams"));
    private readonly string _runId = Assortment.NewRunId();
    private readonly ConcurrentDictionary<long, bool> _missing = new();
    private long _number;

    public async Task<InProcessResult> Run()
    {
        await Load(warmup, new Recorder());
        var recorder = new Recorder();
        var measured = await InProcessMeasurement.Of(Kind, recorder, () => Load(duration, recorder));
        return new(
            measured, Wrong: _missing.IsEmpty ? null : $"{_missing.Count} events never reached their handler");
    }

    private async Task Load(TimeSpan span, Recorder recorder)
    {
        StreamProbe.Handled = moment =>
        {
            // A second delivery of the same event does not count.
            if (!_missing.TryRemove(moment, out _))
                return;
            recorder.Completed(Kind, Moments.MicrosBetween(moment, Moments.Now));
            recorder.End();
        };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        end.CancelAfter(span);
        await new OpenLoop(perSecond).Run(intended => Append(intended, recorder), end.Token);
        var patience = Moments.After(Moments.Now, Patience);
        while (!_missing.IsEmpty && Moments.Now < patience)
            await Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);
    }

    private async Task Append(long intended, Recorder recorder)
    {
        var number = Interlocked.Increment(ref _number);
        var process = string.Create(CultureInfo.InvariantCulture, $"{_runId}-{number}");
        var data = Encoding.UTF8.GetBytes(intended.ToString(CultureInfo.InvariantCulture));
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var @event = new NewEvent(Guid.CreateVersion7(), StreamCalled.StoredName, data, _metadata, now, process);
        var stream = string.Create(CultureInfo.InvariantCulture, $"load/{GrainShop.Tenant}/{process}");

        recorder.Begin();
        _missing[intended] = true;
        var result = await _journal.Append(
            new AppendRequest(stream, StreamHead.Empty, [@event]), CancellationToken.None);
        if (result is not AppendResult.Appended)
            throw new SystemNotUsableException($"An append to a new stream was answered {result}.");
        recorder.RecordLatency(AppendKind, Moments.MicrosBetween(intended, Moments.Now));
    }
}

/// <summary>The event of the measurement. Its data is the intended start of its append, which only this process can
/// interpret; no other subscriber reads its namespace.</summary>
[StoredAs(StoredName), Published(Namespace)]
internal sealed record StreamCalled
{
    public const string Namespace = "load";
    public const string StoredName = "load.called/1";
}

/// <summary>A subscriber that only reports each event to the running measurement.</summary>
[GrainType("load-probe"), ImplicitStreamSubscription(StreamCalled.Namespace)]
internal sealed class StreamProbe
    : Grain, IParticipantGrain, IStreamSubscriptionObserver, IAsyncObserver<PublishedEvent>
{
    /// <summary>Called with the data of each event.</summary>
    public static Action<long>? Handled { get; set; }

    public Task OnSubscribed(IStreamSubscriptionHandleFactory handleFactory) =>
        handleFactory.Create<PublishedEvent>().ResumeAsync(this);

    public Task OnNextAsync(PublishedEvent item, StreamSequenceToken? token = null)
    {
        if (Utf8Parser.TryParse(item.Data.Span, out long moment, out _))
            Handled?.Invoke(moment);
        return Task.CompletedTask;
    }

    public Task Redeliver(PublishedEvent item) => OnNextAsync(item);

    public Task OnErrorAsync(Exception ex) => Task.CompletedTask;
}
