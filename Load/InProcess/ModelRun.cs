using System.Collections.Concurrent;
using Microsoft.Extensions.DependencyInjection;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.ReadModels;

namespace PosSaga.Load;

/// <param name="PerSecond">Events; 0: the lag is not measured.</param>
internal sealed record ModelRunSettings(int Claims, int PerSecond, TimeSpan Duration, TimeSpan Warmup);

/// <summary>Fills the journal with claims, and measures how soon an event is in every read model.</summary>
internal sealed class ModelRun(InProcessSystem system, ModelRunSettings settings, CancellationToken interrupted)
{
    public const string Kind = "append to read models";
    private const string AppendKind = "append";
    private const int FillingClients = 256;
    private const int CustomersMin = 1_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(1);

    private readonly IEventJournal _journal = system.Services.GetRequiredService<IEventJournal>();
    private readonly IEventCodec _codec = system.Services.GetRequiredService<IEventCodec>();
    private readonly ReadModelFreshness _freshness = system.Services.GetRequiredService<ReadModelFreshness>();
    private readonly SyntheticClaims _claims =
        new(GrainShop.Tenant, Assortment.NewRunId(), Math.Max(CustomersMin, settings.Claims / 5));

    private readonly ConcurrentQueue<SyntheticClaim> _open = new();
    private long _number;

    /// <summary>Adds claims; those still open get their next events when the lag is measured.</summary>
    public Task Fill() => ClosedLoop.Count(FillingClients, settings.Claims, async _ =>
    {
        var claim = _claims.Claim(Interlocked.Increment(ref _number));
        await Append(claim, claim.Past());
        if (!claim.IsOver)
            _open.Enqueue(claim);
    }, interrupted);

    public async Task<InProcessResult> Lag()
    {
        await Load(settings.Warmup, new Recorder());
        var recorder = new Recorder();
        string? wrong = null;
        var measured = await InProcessMeasurement.Of(
            Kind, recorder, async () => wrong = await Load(settings.Duration, recorder));
        return new(measured, Wrong: wrong);
    }

    private async Task<string?> Load(TimeSpan duration, Recorder recorder)
    {
        var waiting = new WaitingEvents();
        using var end = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        end.CancelAfter(duration);
        var load = new OpenLoop(settings.PerSecond).Run(intended => One(intended, waiting, recorder), end.Token);
        var patience = long.MaxValue;
        while (!load.IsCompleted || (waiting.Any && Moments.Now < patience))
        {
            // Polls, because waiting for a position would shorten the pauses between the projections' batches.
            waiting.Take(_freshness.Reached, recorder);
            await Task.Delay(Poll, CancellationToken.None);
            if (load.IsCompleted && patience == long.MaxValue)
                patience = Moments.After(Moments.Now, Patience);
        }
        await load;
        return waiting.Any ? "events did not come to the read models" : null;
    }

    /// <summary>The next event of some claim, or the first of a new one.</summary>
    /// <returns>Its position.</returns>
    private async Task<long> AppendNext()
    {
        var claim = _open.TryDequeue(out var open) ? open : _claims.Claim(Interlocked.Increment(ref _number));
        var position = await Append(claim, [claim.Next()]);
        if (!claim.IsOver)
            _open.Enqueue(claim);
        return position;
    }

    private async Task One(long intended, WaitingEvents waiting, Recorder recorder)
    {
        recorder.Begin();
        var position = await AppendNext();
        recorder.RecordLatency(AppendKind, Moments.MicrosBetween(intended, Moments.Now));
        waiting.Add(position, intended);
    }

    private async Task<long> Append(SyntheticClaim claim, List<ClaimEvent> events)
    {
        var metadata = _codec.EncodeMetadata(new EventMetadata(GrainShop.Tenant, "load", claim.Stream));
        var now = (DateTimeOffset.UtcNow - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
        var encoded = new NewEvent[events.Count];
        for (var i = 0; i < encoded.Length; i++)
            encoded[i] = new NewEvent(
                Guid.CreateVersion7(), _codec.TypeOf(events[i]), await _codec.Encode(events[i]), metadata, now);
        var result = await _journal.Append(
            new AppendRequest(claim.Stream, claim.Head, encoded), CancellationToken.None);
        if (result is not AppendResult.Appended appended)
            throw new SystemNotUsableException($"An append to a claim that nobody else knows was answered {result}.");
        claim.Head = appended.Head;
        return appended.Position;
    }
}

/// <summary>Appended events that are not yet in every read model.</summary>
internal sealed class WaitingEvents
{
    private readonly Lock _lock = new();
    private readonly PriorityQueue<long, long> _intendedByPosition = new();

    public bool Any
    {
        get
        {
            lock (_lock)
                return _intendedByPosition.Count > 0;
        }
    }

    public void Add(long position, long intended)
    {
        lock (_lock)
            _intendedByPosition.Enqueue(intended, position);
    }

    public void Take(long reached, Recorder recorder)
    {
        var now = Moments.Now;
        lock (_lock)
        {
            while (_intendedByPosition.TryPeek(out var intended, out var position) && position <= reached)
            {
                _intendedByPosition.Dequeue();
                recorder.Completed(ModelRun.Kind, Moments.MicrosBetween(intended, now));
                recorder.End();
            }
        }
    }
}
