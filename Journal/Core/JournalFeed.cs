namespace PosSaga.Journal;

/// <summary>The feed over any store: recent events from the tail cache, older ones from the database.</summary>
internal sealed class JournalFeed(IJournalStore store, JournalOptions options, StoreRetry retry, TimeProvider clock)
    : IJournalFeed, IDisposable
{
    private const int FillPage = 2_000;

    // Positions that one query covers at most, so that it stays short however rare the partition's events are.
    private const long WindowMax = 20_000;
    private readonly TailCache _tail = new();
    private readonly HeadSignal _signal = new();
    private readonly SemaphoreSlim _filling = new(1);

    /// <summary>False while other processes' commits are not notified: then every read at the head asks the
    /// database.</summary>
    public bool ReceivesNotifications { get; set; } = true;

    public void StartAt(long head)
    {
        _tail.Reset(head);
        _signal.Advance(head);
    }

    /// <summary>Positions up to here are committed, by this process or another.</summary>
    public void AdvanceHead(long head) => _signal.Advance(head);

    public void OnCommitted(IReadOnlyList<PendingAppend> batch, AppendVerdict[] verdicts)
    {
        var head = 0L;
        for (var i = 0; i < verdicts.Length; i++)
        {
            // Events that an earlier attempt committed have no first position here; the cache reads them later.
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
        var head = await retry.Run(store.Head, cancellation).ConfigureAwait(false);
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

    public Task WaitBeyond(long after, TimeSpan timeout, CancellationToken cancellation = default) =>
        _signal.WaitBeyond(after, timeout, clock, cancellation);

    private async Task<FeedPage> Read(int? partition, long after, int max, CancellationToken cancellation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        ArgumentOutOfRangeException.ThrowIfLessThan(max, 1);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (_tail.Read(partition, after, max) is { } page)
                return page;
            if (after >= _signal.Head && !ReceivesNotifications)
                await Head(cancellation).ConfigureAwait(false);
            if (after >= _signal.Head)
                return new FeedPage([], after);
            if (!_tail.Covers(after))
                return await ReadStore(partition, after, max, _signal.Head, cancellation).ConfigureAwait(false);
            await Fill(after, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Extends the cache from the database, once for all readers that wait for the same events.</summary>
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

    /// <param name="head">Committed before the query begins, so the query sees every position up to it.</param>
    private async Task<FeedPage> ReadStore(
        int? partition, long after, int max, long head, CancellationToken cancellation)
    {
        var upTo = Math.Min(head, after + WindowMax);
        var events = await retry.Run(c => store.ReadFeed(partition, after, upTo, max, c), cancellation)
            .ConfigureAwait(false);
        var readTo = events.Count == max ? events[^1].Position : upTo;
        if (partition is null)
            ThrowOnGap(events, after, readTo);
        return new FeedPage(events, readTo);
    }

    private static void ThrowOnGap(List<RecordedEvent> events, long after, long readTo)
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

/// <summary>The highest committed position that is known, and a wait for the next.</summary>
internal sealed class HeadSignal
{
    private readonly Lock _lock = new();
    private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _head;

    public long Head => Volatile.Read(ref _head);

    public void Advance(long head)
    {
        TaskCompletionSource moved;
        lock (_lock)
        {
            if (head <= _head)
                return;
            _head = head;
            moved = _moved;
            _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        moved.SetResult();
    }

    public async Task WaitBeyond(long after, TimeSpan timeout, TimeProvider clock, CancellationToken cancellation)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task? delay = null;
        while (true)
        {
            Task moved;
            lock (_lock)
            {
                if (_head > after)
                    break;
                moved = _moved.Task;
            }
            delay ??= Task.Delay(timeout, clock, end.Token);
            if (await Task.WhenAny(moved, delay).ConfigureAwait(false) == delay)
                break;
        }
        cancellation.ThrowIfCancellationRequested();
        if (delay is not null)
            await end.CancelAsync().ConfigureAwait(false);
    }
}
