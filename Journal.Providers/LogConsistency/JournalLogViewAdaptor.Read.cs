
namespace PosSaga.Journal.Providers;

/// <summary>Loading, reloading, reading back.</summary>
internal sealed partial class JournalLogViewAdaptor<TView, TEntry>
{
    // Most streams are shorter: one read loads them, without asking for a snapshot first.
    private const int FirstPage = StreamSnapshots.Every;

    private const int PageMax = 1000;

    public async Task Synchronize()
    {
        var wasLoaded = loaded;
        if (last is { } unconfirmed)
        {
            // A stream that was taken for new and is not is bad news only for who took it so: who asks what is there
            // reads it.
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
                // The snapshot knows more than the journal, which was restored from an older backup.
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
            // What was raised meanwhile is its own witness: the append says whether somebody else was first.
            if (groups.Count > 0)
                return;
            for (var i = 0; i < entries.Length; i++)
            {
                // Two reloads may have overlapped.
                if (slice.Events[i].Version != head.Version + 1)
                    continue;
                host.UpdateView(confirmed, entries[i]);
                head = new StreamHead(slice.Events[i].Version, slice.Events[i].Hash);
            }

            if (head.Version >= slice.Head.Version)
                break;
            if (entries.Length == 0)
                throw new JournalCorruptException(
                    $"{stream} has {slice.Head.Version} events, but none could be read after {head.Version}.");
            slice = await provider.Journal.Read(stream, head.Version, PageMax);
        }

        // After a snapshot without a tail the head's hash is known only from here.
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
