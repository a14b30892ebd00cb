using System.Threading.Channels;

namespace PosSaga.Journal;

/// <summary>Groups reads as appends are grouped: a thousand activations that wake together share a few round
/// trips.</summary>
internal sealed class ReadQueue : IAsyncDisposable
{
    private readonly record struct PendingRead(
        StreamQuery Query, TaskCompletionSource<StreamSlice> Done, CancellationToken Cancellation);

    private readonly IJournalStore _store;
    private readonly JournalOptions _options;
    private readonly Backoff _backoff;
    private readonly Channel<PendingRead> _waiting;
    private readonly Lazy<Task> _readers;

    public ReadQueue(IJournalStore store, JournalOptions options, Backoff backoff)
    {
        (_store, _options, _backoff) = (store, options, backoff);
        _waiting = Channel.CreateBounded<PendingRead>(options.MaxQueue);
        _readers = new(() => Task.WhenAll(Enumerable.Range(0, options.ReadersMax).Select(_ => Task.Run(Serve))));
    }

    public Task<StreamSlice> Read(StreamQuery query, CancellationToken cancellation)
    {
        var done = new TaskCompletionSource<StreamSlice>(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _readers.Value;
        if (!_waiting.Writer.TryWrite(new(query, done, cancellation)))
            throw new JournalUnavailableException($"The journal's queue is full: {_options.MaxQueue} reads wait.");
        return cancellation.CanBeCanceled ? done.Task.WaitAsync(cancellation) : done.Task;
    }

    private async Task Serve()
    {
        var batch = new List<PendingRead>(_options.MaxBatchReads);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (batch.Count < _options.MaxBatchReads && _waiting.Reader.TryRead(out var read))
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
            var slices = await _backoff.Retry(_store, c => _store.ReadStreams(queries, c), CancellationToken.None)
                .ConfigureAwait(false);
            for (var i = 0; i < slices.Length; i++)
                batch[i].Done.TrySetResult(slices[i]);
        }
        catch (Exception e) when (batch.Count > 1 && e is not JournalUnavailableException)
        {
            // One bad name must not fail its neighbours.
            foreach (var read in batch)
                await Answer([read]).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // Goes to everyone who waits for it; the reader itself must live on.
            foreach (var read in batch)
                read.Done.TrySetException(e);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        if (_readers.IsValueCreated)
            await _readers.Value.ConfigureAwait(false);
    }
}
