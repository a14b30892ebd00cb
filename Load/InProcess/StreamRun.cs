using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;

namespace PosSaga.Load.InProcess;

/// <param name="Streams">Events go to so many streams in turn; 0: each to one of its own.</param>
internal sealed record StreamRunSettings(int PerSecond, TimeSpan Duration, TimeSpan Warmup, int Streams);

/// <summary>Events at a fixed rate, and how long each takes from when its append was meant to start to its
/// handler.</summary>
internal sealed class StreamRun(InProcessSystem system, StreamRunSettings settings, CancellationToken interrupted)
{
    public const string Kind = "append to handler";
    private const string AppendKind = "append";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly IEventJournal _journal = system.Services.GetRequiredService<IEventJournal>();
    private readonly ReadOnlyMemory<byte> _metadata = system.Services.GetRequiredService<IEventCodec>()
        .EncodeMetadata(new EventMetadata(GrainShop.Tenant, "load", "streams"));
    private readonly string _runId = Assortment.NewRunId();
    private readonly ConcurrentDictionary<long, bool> _missing = new();
    private long _number;

    /// <returns>The measurement, and what is wrong afterwards; empty when every event was handled.</returns>
    public async Task<(InProcessMeasurement Measured, IReadOnlyList<string> Wrong)> Run()
    {
        await Load(settings.Warmup, new Recorder());
        var recorder = new Recorder();
        var measured = await InProcessMeasurement.Of(Kind, recorder, () => Load(settings.Duration, recorder));
        return (measured, _missing.IsEmpty ? [] : [$"{_missing.Count} events never reached their handler"]);
    }

    private async Task Load(TimeSpan duration, Recorder recorder)
    {
        StreamProbes.Heard = moment =>
        {
            // The second of two deliveries of one event is nobody's latency.
            if (!_missing.TryRemove(moment, out _))
                return;
            recorder.Completed(Kind, Moments.MicrosBetween(moment, Moments.Now));
            recorder.End();
        };
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        end.CancelAfter(duration);
        await new OpenLoop(settings.PerSecond).Run(intended => Append(intended, recorder), end.Token);
        var patience = Moments.After(Moments.Now, Patience);
        while (!_missing.IsEmpty && Moments.Now < patience)
            await Task.Delay(TimeSpan.FromMilliseconds(1), CancellationToken.None);
    }

    private async Task Append(long intended, Recorder recorder)
    {
        var number = Interlocked.Increment(ref _number);
        var process = string.Create(
            CultureInfo.InvariantCulture, $"{_runId}-{(settings.Streams == 0 ? number : number % settings.Streams)}");
        var data = Encoding.UTF8.GetBytes(intended.ToString(CultureInfo.InvariantCulture));
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var @event = new NewEvent(Guid.CreateVersion7(), StreamCalled.StoredName, data, _metadata, now, process);
        var stream = string.Create(CultureInfo.InvariantCulture, $"load/{GrainShop.Tenant}/{_runId}-{number}");

        recorder.Begin();
        _missing[intended] = true;
        var result = await _journal.Append(
            new AppendRequest(stream, StreamHead.Empty, [@event]), CancellationToken.None);
        if (result is not AppendResult.Appended)
            throw new SystemNotUsableException($"An append to a new stream was answered {result}.");
        recorder.Took(AppendKind, Moments.MicrosBetween(intended, Moments.Now));
    }
}
