using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace PosSaga.Journal;

/// <summary>Group commit: one writer takes whatever appends wait and commits them together. While a batch is at the
/// database the next one gathers, so the batches grow with the load and nobody ever waits for company.</summary>
internal sealed class AppendQueue : IAsyncDisposable
{
    private readonly IJournalStore _store;
    private readonly JournalFeed _feed;
    private readonly JournalOptions _options;
    private readonly Backoff _backoff;
    private readonly ILogger _log;
    private readonly Channel<PendingAppend> _waiting;
    private readonly List<PendingAppend> _held = [];
    private readonly List<PendingAppend> _batch = [];
    private readonly HashSet<string> _streams = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lazy<Task> _writer;

    public AppendQueue(IJournalStore store, JournalFeed feed, JournalOptions options, Backoff backoff, ILogger log)
    {
        (_store, _feed, _options, _backoff, _log) = (store, feed, options, backoff, log);
        _waiting = Channel.CreateBounded<PendingAppend>(
            new BoundedChannelOptions(options.MaxQueue) { SingleReader = true });
        // On the thread pool, not on the grain scheduler of whoever appends first.
        _writer = new(() => Task.Run(Write));
    }

    public Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation)
    {
        var append = new PendingAppend(
            request, _options.Partitions, TaskCreationOptions.RunContinuationsAsynchronously);
        _ = _writer.Value;
        if (!_waiting.Writer.TryWrite(append))
            throw new JournalUnavailableException(_stop.IsCancellationRequested
                ? "The journal is shut down."
                : $"The journal's queue is full: {_options.MaxQueue} appends wait.");
        return cancellation.CanBeCanceled ? append.Task.WaitAsync(cancellation) : append.Task;
    }

    private async Task Write()
    {
        while (await Gather().ConfigureAwait(false))
            await Settle(_batch).ConfigureAwait(false);
    }

    /// <summary>Fills the batch. A second append to a stream is held back for the next batch, in order: its expected
    /// head may be what the first one is about to commit.</summary>
    private async ValueTask<bool> Gather()
    {
        _batch.Clear();
        _streams.Clear();
        if (_held.Count == 0 && !await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
            return false;
        var events = 0;
        _held.RemoveAll(append => !IsFull(events) && Take(append, ref events));
        while (!IsFull(events) && _held.Count < _options.MaxBatchAppends && _waiting.Reader.TryRead(out var append))
            if (!Take(append, ref events))
                _held.Add(append);
        return true;
    }

    private bool IsFull(int events) => _batch.Count >= _options.MaxBatchAppends || events >= _options.MaxBatchEvents;

    private bool Take(PendingAppend append, ref int events)
    {
        if (!_streams.Add(append.Request.Stream))
            return false;
        _batch.Add(append);
        events += append.Hashes.Length;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        if (_writer.IsValueCreated)
            await _writer.Value.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>Test seam: throws to lose the link to the database just before or just after a commit.</summary>
    internal Func<LinkPoint, IReadOnlyList<PendingAppend>, Task>? Link { get; set; }

    /// <summary>Sends a batch until its outcome is known. The same events with the same ids go out again: if the lost
    /// attempt did commit, the conflict it now meets bears our own ids and is a success.</summary>
    private async Task Settle(List<PendingAppend> batch)
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
                    Fail(
                        batch,
                        new JournalUnavailableException(
                            $"The journal's database did not answer in {attempt} attempts.", e));
                    return;
                }
                _log.LogWarning(
                    e, "Append of {Appends} appends failed, attempt {Attempt}; sending it again", batch.Count, attempt);
                await _backoff.Wait(attempt, _stop.Token).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                // Nothing was committed. One bad append must not take its neighbours along: halve until it stands
                // alone.
                await Split(batch, e).ConfigureAwait(false);
                return;
            }
        }
    }

    private async Task<AppendVerdict[]> Commit(List<PendingAppend> batch)
    {
        if (Link is not null)
            await Link(LinkPoint.BeforeCommit, batch).ConfigureAwait(false);
        var verdicts = await _store.Commit(batch, CancellationToken.None).ConfigureAwait(false);
        if (Link is not null)
            await Link(LinkPoint.AfterCommit, batch).ConfigureAwait(false);
        return verdicts;
    }

    private async Task Split(List<PendingAppend> batch, Exception error)
    {
        if (batch.Count == 1)
        {
            _log.LogError(error, "Append to {Stream} cannot be stored", batch[0].Request.Stream);
            batch[0].Fail(error);
            return;
        }
        var half = batch.Count / 2;
        await Settle([.. batch.Take(half)]).ConfigureAwait(false);
        await Settle([.. batch.Skip(half)]).ConfigureAwait(false);
    }

    private void Complete(List<PendingAppend> batch, AppendVerdict[] verdicts)
    {
        // The feed first: whoever is told that an append is done finds it there.
        _feed.Committed(batch, verdicts);
        for (var i = 0; i < verdicts.Length; i++)
            batch[i].Complete(verdicts[i]);
    }

    private static void Fail(List<PendingAppend> batch, Exception error)
    {
        foreach (var append in batch)
            append.Fail(error);
    }
}

internal enum LinkPoint
{
    BeforeCommit,
    AfterCommit,
}
