using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace PosSaga.Journal;

/// <summary>Group commit: one writer takes the appends that wait and commits them together. While a batch is being
/// committed the next one fills, so batches grow with the load and no append is delayed to fill one.</summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private const int BatchEventsMax = 4_096;
    private readonly IJournalStore _store;
    private readonly JournalFeed _feed;
    private readonly JournalOptions _options;
    private readonly StoreRetry _retry;
    private readonly ILogger _log;
    private readonly Channel<PendingAppend> _queue;
    private readonly List<PendingAppend> _batch = [];
    private readonly HashSet<string> _streams = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;

    // Taken from the queue, but left for a later batch; in the order of the queue.
    private List<PendingAppend> _held = [];
    private int _batchEvents;

    public AppendQueue(IJournalStore store, JournalFeed feed, JournalOptions options, StoreRetry retry, ILogger log)
    {
        (_store, _feed, _options, _retry, _log) = (store, feed, options, retry, log);
        _queue = Channel.CreateBounded<PendingAppend>(
            new BoundedChannelOptions(options.MaxQueue) { SingleReader = true });
        _running = Task.Run(Run);
    }

    /// <summary>For tests: throws to simulate a connection that is lost before or after a commit.</summary>
    internal Func<CommitStage, IReadOnlyList<PendingAppend>, Task>? FaultInjection { get; set; }

    public Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation)
    {
        var append = new PendingAppend(
            request, _options.Partitions, TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_queue.Writer.TryWrite(append))
            throw new JournalUnavailableException(_stop.IsCancellationRequested
                ? "The journal is shut down."
                : $"The journal's queue is full: {_options.MaxQueue} appends wait.");
        return cancellation.CanBeCanceled ? append.Task.WaitAsync(cancellation) : append.Task;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task Run()
    {
        while (_held.Count > 0 || await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            FillBatch();
            await CommitWithRetry(_batch).ConfigureAwait(false);
        }
    }

    private void FillBatch()
    {
        _batch.Clear();
        _streams.Clear();
        _batchEvents = 0;
        var (held, left) = (_held, new List<PendingAppend>());
        foreach (var append in held)
            if (!TryAdd(append))
                left.Add(append);
        while (!IsFull && left.Count < _options.MaxBatchAppends && _queue.Reader.TryRead(out var append))
            if (!TryAdd(append))
                left.Add(append);
        _held = left;
    }

    private bool IsFull => _batch.Count >= _options.MaxBatchAppends || _batchEvents >= BatchEventsMax;

    // At most one append per stream: the expected head of a second one may be what the first is about to commit.
    private bool TryAdd(PendingAppend append)
    {
        if (IsFull || !_streams.Add(append.Request.Stream))
            return false;
        _batch.Add(append);
        _batchEvents += append.Hashes.Length;
        return true;
    }

    /// <summary>Sends a batch until its outcome is known. Retries carry the same event ids: if an attempt was committed
    /// and only its answer lost, the store recognises the ids and reports success.</summary>
    private async Task CommitWithRetry(List<PendingAppend> batch)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Complete(batch, await Commit(batch).ConfigureAwait(false));
                return;
            }
            catch (Exception e) when (_store.IsTransient(e))
            {
                if (attempt >= _options.AttemptsMax || _stop.IsCancellationRequested)
                {
                    foreach (var append in batch)
                        append.Fail(StoreRetry.GivenUp(attempt, e));
                    return;
                }
                _log.LogWarning(
                    e, "Append of {Appends} appends failed, attempt {Attempt}; sending it again", batch.Count, attempt);
                await _retry.Wait(attempt, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Any error that is not transient is an answer to callers: the writer must go on for the others.
                await FailOrSplit(batch, e).ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task<AppendVerdict[]> Commit(List<PendingAppend> batch)
    {
        if (FaultInjection is not null)
            await FaultInjection(CommitStage.BeforeCommit, batch).ConfigureAwait(false);
        var verdicts = await _store.Commit(batch, CancellationToken.None).ConfigureAwait(false);
        if (FaultInjection is not null)
            await FaultInjection(CommitStage.AfterCommit, batch).ConfigureAwait(false);
        return verdicts;
    }

    // Nothing was committed. The batch is halved until the append at fault is alone, so that the others succeed.
    private async Task FailOrSplit(List<PendingAppend> batch, Exception error)
    {
        if (batch.Count == 1)
        {
            _log.LogError(error, "Append to {Stream} cannot be stored", batch[0].Request.Stream);
            batch[0].Fail(error);
            return;
        }
        var half = batch.Count / 2;
        await CommitWithRetry([.. batch.Take(half)]).ConfigureAwait(false);
        await CommitWithRetry([.. batch.Skip(half)]).ConfigureAwait(false);
    }

    private void Complete(List<PendingAppend> batch, AppendVerdict[] verdicts)
    {
        // The feed first, so that a caller whose append is done finds it in the feed.
        _feed.OnCommitted(batch, verdicts);
        for (var i = 0; i < verdicts.Length; i++)
            batch[i].Complete(verdicts[i]);
    }
}

internal enum CommitStage
{
    BeforeCommit,
    AfterCommit,
}
