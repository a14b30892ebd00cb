using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;
using PosSaga.Load.Measuring;
using PosSaga.Load.Orders;

namespace PosSaga.Load.InProcess;

/// <summary>Raw appends, each to a stream of its own: what the journal alone can take.</summary>
internal sealed class AppendRun(
    InProcessSystem system, int count, int eventsPerAppend, int inFlight, CancellationToken interrupted)
{
    public const string Kind = "append";

    // A real event, so that every reader of the journal can still fold what is left behind: nothing was adjusted.
    private static readonly ReadOnlyMemory<byte> Data = """{"delta":0,"reason":"load"}"""u8.ToArray();

    private readonly IEventJournal _journal = system.Services.GetRequiredService<IEventJournal>();
    private readonly IEventCodec _codec = system.Services.GetRequiredService<IEventCodec>();

    public Task<InProcessMeasurement> Run()
    {
        var runId = Assortment.NewRunId();
        var metadata = _codec.EncodeMetadata(new EventMetadata(GrainShop.Tenant, "load", runId));
        var recorder = new Recorder();
        return InProcessMeasurement.Of(Kind, recorder, () => ClosedLoop.Count(inFlight, count, async n =>
        {
            var stream = string.Create(CultureInfo.InvariantCulture, $"stock/{GrainShop.Tenant}/1/{runId}-{n}");
            recorder.Begin();
            var begun = Moments.Now;
            var result = await _journal.Append(
                new AppendRequest(stream, StreamHead.Empty, Events(metadata)), CancellationToken.None);
            if (result is not AppendResult.Appended)
                throw new SystemNotUsableException($"An append to a new stream was answered {result}.");
            recorder.Completed(Kind, Moments.MicrosBetween(begun, Moments.Now));
            recorder.End();
        }, interrupted));
    }

    private NewEvent[] Events(ReadOnlyMemory<byte> metadata)
    {
        var events = new NewEvent[eventsPerAppend];
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        for (var i = 0; i < events.Length; i++)
            events[i] = new NewEvent(Guid.CreateVersion7(), "stock.adjusted/1", Data, metadata, now);
        return events;
    }
}
