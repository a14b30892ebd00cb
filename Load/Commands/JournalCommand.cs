using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Journal;

namespace PosSaga.Load;

/// <summary><c>journal</c>: raw appends per second.</summary>
internal static class JournalCommand
{
    private static readonly Option<int> Count = Options.Number("--count", "Appends per run.", 50_000, 1, 10_000_000);

    public static Command Define() => LoadCommand.Define(
        "journal", "Raw appends per second, each of one event to a stream of its own.", Run, InProcessCommand.Journal,
        InProcessCommand.InFlight, InProcessCommand.Runs, Count, Options.Json);

    private static Task<int> Run(ParseResult parsed, CancellationToken cancellation) => InProcessCommand.Run(
        parsed, "appends", projections: false,
        async system => new(await new AppendRun(
            system, parsed.GetRequiredValue(Count), parsed.GetRequiredValue(InProcessCommand.InFlight),
            cancellation).Run()),
        [], check: null, cancellation);
}

/// <summary>Appends without grains, each to a stream of its own.</summary>
internal sealed class AppendRun(InProcessSystem system, int count, int inFlight, CancellationToken interrupted)
{
    private const string Kind = "append";

    // A real event, so that every reader of the journal can fold it.
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
                new AppendRequest(stream, StreamHead.Empty, [Event(metadata)]), CancellationToken.None);
            if (result is not AppendResult.Appended)
                throw new SystemNotUsableException($"An append to a new stream was answered {result}.");
            recorder.Completed(Kind, Moments.MicrosBetween(begun, Moments.Now));
            recorder.End();
        }, interrupted));
    }

    private static NewEvent Event(ReadOnlyMemory<byte> metadata) => new(
        Guid.CreateVersion7(), "stock.adjusted/1", Data, metadata,
        (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
}
