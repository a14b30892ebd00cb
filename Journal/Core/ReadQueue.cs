using System.Threading.Channels;

namespace PosSaga.Journal;

/// <summary>Reads streams in batches: a thousand activations that load at the same time share a few round
/// trips.</summary>
internal sealed class ReadQueue : IAsyncDisposable
{
    private const int BatchMax = 64;
    private const int BatchesInFlight = 2;

    private readonly record struct PendingRead(
        StreamQuery Query, TaskCompletionSource<StreamSlice> Done, CancellationToken Cancellation);

    private readonly IJournalStore _store;
    private readonly StoreRetry _retry;
    private readonly int _queueMax;
    private readonly Channel<PendingRead> _queue;
    private readonly Task _running;

    public ReadQueue(IJournalStore store, JournalOptions options, StoreRetry retry)
    {
        (_store, _retry, _queueMax) = (store, retry, options.MaxQueue);
        _queue = Channel.CreateBounded<PendingRead>(options.MaxQueue);
        _running = Task.WhenAll(Enumerable.Range(0, BatchesInFlight).Select(_ => Task.Run(Run)));
    }

    public Task<StreamSlice> Read(StreamQuery query, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<StreamSlice>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_queue.Writer.TryWrite(new(query, done, cancellation)))
            throw new JournalUnavailableException($"The journal's queue is full: {_queueMax} reads wait.");
        return cancellation.CanBeCanceled ? done.Task.WaitAsync(cancellation) : done.Task;
    }

    private async Task Run()
    {
        var batch = new List<PendingRead>(BatchMax);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < BatchMax && _queue.Reader.TryRead(out var read))
                if (!read.Cancellation.IsCancellationRequested)
                    batch.Add(read);
            if (batch.Count > 0)
                await Answer(batch).ConfigureAwait(false);
        }
    }

    private async Task Answer(List<PendingRead> batch)
    {
        try
        {
            var queries = batch.ConvertAll(r => r.Query);
            var slices = await _retry.Run(c => _store.ReadStreams(queries, c), CancellationToken.None)
                .ConfigureAwait(false);
            for (var i = 0; i < slices.Length; i++)
                batch[i].Done.TrySetResult(slices[i]);
        }
        catch (Exception e) when (batch.Count > 1 && e is not JournalUnavailableException)
        {
            // One query that cannot be answered must not fail the others of its batch.
            foreach (var read in batch)
                await Answer([read]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Any error is the answer to the callers; this loop must go on for the others.
            foreach (var read in batch)
                read.Done.TrySetException(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _running.ConfigureAwait(false);
    }
}
