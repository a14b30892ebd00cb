namespace PosSaga.Journal;

/// <summary>The feed over any store: fresh events from the tail cache, old ones from the database.</summary>
internal sealed class JournalFeed(IJournalStore store, JournalOptions options, Backoff backoff, TimeProvider clock)
    : IJournalFeed, IDisposable
{
    private const int FillPage = 2_000;

    // A partition is read by looking at all positions: no query looks at more, however rare the partition's events are.
    private const long WindowMax = 20_000;
    private readonly TailCache _tail = new(options.TailCacheEvents, options.TailCacheBytes);
    private readonly HeadSignal _signal = new();
    private readonly SemaphoreSlim _filling = new(1);

    /// <summary>False while nobody would tell us of other processes' commits: then the database is asked each
    /// time.</summary>
    public bool HearsOthers { get; set; } = true;

    public void StartAt(long head)
    {
        _tail.Reset(head);
        _signal.Advance(head);
    }

    /// <summary>Another process committed up to here.</summary>
    public void Heard(long head) => _signal.Advance(head);

    public void Committed(IReadOnlyList<PendingAppend> batch, AppendVerdict[] verdicts)
    {
        var head = 0L;
        for (var i = 0; i < verdicts.Length; i++)
        {
            // What an earlier attempt committed has no first position here: the cache reads it from the database.
            for (var e = 0; verdicts[i].FirstPosition > 0 && e < batch[i].Hashes.Length; e++)
                _tail.Add(batch[i].Recorded(e, verdicts[i].FirstPosition));
            if (verdicts[i].Result is AppendResult.Appended appended)
                head = Math.Max(head, appended.Position);
        }
        if (head > 0)
            _signal.Advance(head);
    }

    public async Task<long> Head(CancellationToken cancellation = default)
    {
        var head = await backoff.Retry(store, store.Head, cancellation).ConfigureAwait(false);
        _signal.Advance(head);
        return Math.Max(head, _signal.Head);
    }

    public Task<FeedPage> Read(int partition, long after, int max, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(partition);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(partition, options.Partitions);
        return Read((int?)partition, after, max, cancellation);
    }

    public Task<FeedPage> ReadAll(long after, int max, CancellationToken cancellation = default) =>
        Read(null, after, max, cancellation);

    public Task WaitBeyond(long after, TimeSpan patience, CancellationToken cancellation = default) =>
        _signal.WaitBeyond(after, patience, clock, cancellation);

    private async Task<FeedPage> Read(int? partition, long after, int max, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_tail.Read(partition, after, max) is { } page)
                return page;
            if (after >= _signal.Head && !HearsOthers)
                await Head(cancellation).ConfigureAwait(false);
            if (after >= _signal.Head)
                return new FeedPage([], after);
            if (!_tail.Covers(after))
                return await ReadStore(partition, after, max, _signal.Head, cancellation).ConfigureAwait(false);
            await Fill(after, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reads on from the end of the cache, once for all who wait for the same events.</summary>
    private async Task Fill(long after, CancellationToken cancellation)
    {
        await _filling.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var (from, head) = (_tail.Last, _signal.Head);
            if (from > after || head <= from)
                return;
            var page = await ReadStore(null, from, FillPage, head, cancellation).ConfigureAwait(false);
            foreach (var e in page.Events)
                _tail.Add(e);
        }
        finally
        {
            _filling.Release();
        }
    }

    /// <param name="head">Known before the query's snapshot: every position up to it is visible to the query.</param>
    private async Task<FeedPage> ReadStore(
        int? partition, long after, int max, long head, CancellationToken cancellation)
    {
        var upTo = Math.Min(head, after + WindowMax);
        var events = await backoff.Retry(store, c => store.ReadFeed(partition, after, upTo, max, c), cancellation)
            .ConfigureAwait(false);
        var readTo = events.Count == max ? events[^1].Position : upTo;
        if (partition is null)
            RefuseGaps(events, after, readTo);
        return new FeedPage(events, readTo);
    }

    private static void RefuseGaps(List<RecordedEvent> events, long after, long readTo)
    {
        var expected = after + 1;
        foreach (var e in events)
            if (e.Position != expected++)
                throw new JournalGapException(expected - 1, e.Position);
        if (expected <= readTo)
            throw new JournalGapException(expected, readTo + 1);
    }

    public void Dispose() => _filling.Dispose();
}
