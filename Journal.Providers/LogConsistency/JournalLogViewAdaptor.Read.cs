using System.Diagnostics.Metrics;

namespace PosSaga.Journal.Providers;

/// <summary>Loading and reloading the views.</summary>
internal sealed partial class JournalLogViewAdaptor<TView, TEntry>
{
    // Most streams are shorter than this and have no snapshot: one read loads them.
    private const int FirstPage = StreamSnapshots.Interval;

    private const int PageMax = 1000;

    public async Task Synchronize()
    {
        var wasLoaded = loaded;
        if (last is { } unconfirmed)
        {
            // The first append of an unread stream may fail because the stream exists. That concerns the call that
            // appended; this one reads the stream below.
            await unconfirmed.Done.ConfigureAwait(wasLoaded
                ? ConfigureAwaitOptions.ContinueOnCapturedContext
                : ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        }

        if (!loaded)
            await Load();
        else if (wasLoaded)
            await CatchUp(await provider.Journal.Read(stream, head.Version, PageMax));
    }

    private async Task Load()
    {
        var slice = await provider.Journal.Read(stream, 0, FirstPage);
        if (slice.Head.Version > slice.Events.Count && Snapshots is { } kept
            && await kept.Restore(confirmed) is var version and > 0)
        {
            head = new StreamHead(version, ReadOnlyMemory<byte>.Empty);
            slice = await provider.Journal.Read(stream, version, PageMax);
            if (slice.Head.Version < version)
            {
                // The journal was restored from a backup that is older than the snapshot.
                Copy(new TView(), confirmed);
                head = StreamHead.Empty;
                slice = await provider.Journal.Read(stream, 0, PageMax);
            }
        }

        ReplayMetrics.Replayed(slice.Events.Count);
        await CatchUp(slice);
    }

    public async Task<IReadOnlyList<TEntry>> RetrieveLogSegment(int fromVersion, int toVersion)
    {
        var entries = new List<TEntry>(toVersion - fromVersion);
        while (entries.Count < toVersion - fromVersion)
        {
            var after = fromVersion + entries.Count;
            var slice = await provider.Journal.Read(stream, after, Math.Min(PageMax, toVersion - after));
            if (slice.Events.Count == 0)
                throw new JournalCorruptException(
                    $"{stream} ends at {slice.Head.Version}, before version {toVersion}.");
            entries.AddRange(await Decode(slice));
        }

        ReplayMetrics.Replayed(entries.Count);
        return entries;
    }

    private async Task CatchUp(StreamSlice slice)
    {
        while (true)
        {
            var entries = await Decode(slice);
            // Events were raised during the read. Their append detects whether another writer was first.
            if (groups.Count > 0)
                return;
            for (var i = 0; i < entries.Length; i++)
            {
                // A concurrent reload may have applied it already.
                if (slice.Events[i].Version == head.Version + 1)
                {
                    host.UpdateView(confirmed, entries[i]);
                    head = new StreamHead(slice.Events[i].Version, slice.Events[i].Hash);
                }
            }

            if (head.Version >= slice.Head.Version)
                break;
            if (entries.Length == 0)
                throw new JournalCorruptException(
                    $"{stream} has {slice.Head.Version} events, but none could be read after {head.Version}.");
            slice = await provider.Journal.Read(stream, head.Version, PageMax);
        }

        // A snapshot has no hash; without later events the hash comes from here.
        if (head.Version == slice.Head.Version)
            head = slice.Head;
        Copy(confirmed, tentative);
        (loaded, inDoubt) = (true, false);
        var position = slice.Events.Count > 0 ? slice.Events[^1].Position : 0;
        journaled.Confirmed(head, position);
        Notify(tentativeChanged: true, confirmedChanged: true);
    }

    private async ValueTask<TEntry[]> Decode(StreamSlice slice)
    {
        var entries = new TEntry[slice.Events.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var stored = slice.Events[i];
            entries[i] = await provider.Codec.Decode(stored.Type, stored.Data) as TEntry
                ?? throw new JournalCorruptException(
                    $"{stream}@{stored.Version} is a {stored.Type}, which is no {typeof(TEntry).Name}.");
        }

        return entries;
    }
}

internal static class ReplayMetrics
{
    private static readonly Meter Meter = new("PosSaga");

    private static readonly Counter<long> Performed = Meter.CreateCounter<long>(
        "replays_performed_total", description: "A state was made again from the events of its stream.");

    /// <param name="events">Read for it; 0 does not count as a replay.</param>
    public static void Replayed(int events)
    {
        if (events > 0)
            Performed.Add(1);
    }
}
