using System.Data.Common;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace PosSaga.PaymentSimulator;

/// <summary>Durable books with group commit: one writer takes whatever waits into one statement and one commit.
/// The rules are <see cref="GatewayAccount.Book"/>; the database only compares and sets, by the account's version,
/// which keeps the books right with any number of processes at them.</summary>
internal abstract class GroupCommitLedger : IGatewayLedger, IAsyncDisposable
{
    private const int BatchMax = 1_024;
    private const int QueueMax = 20_000;

    // Each lost round means that another process moved the same payment; a handful is already odd.
    private const int RoundsMax = 16;

    private readonly Channel<Waiting> _queue = Channel.CreateBounded<Waiting>(
        new BoundedChannelOptions(QueueMax) { SingleReader = true });

    private readonly Queue<Waiting> _again = new();
    private readonly List<Waiting> _writes = new(BatchMax);
    private readonly List<Waiting> _looks = new(BatchMax);
    private readonly HashSet<string> _writing = new(StringComparer.Ordinal);
    private readonly AccountHints _hints = new();
    private readonly ILogger _log;
    private readonly Task _writer;

    protected GroupCommitLedger(ILogger log)
    {
        _log = log;
        _writer = Task.Run(WriteAll);
    }

    public ValueTask<GatewayAccount?> Book(LedgerEntry entry, CancellationToken cancellation = default)
    {
        var waiting = new Waiting(entry);
        if (!_queue.Writer.TryWrite(waiting))
            throw new GatewayUnansweredException("The gateway's books are closed, or too many entries wait.");
        return new(cancellation.CanBeCanceled ? waiting.Task.WaitAsync(cancellation) : waiting.Task);
    }

    /// <summary>Makes the tables if need be, so that a wrong configuration is loud at start.</summary>
    public abstract Task Open(CancellationToken cancellation = default);

    public abstract Task<GatewayBooks> Books(string prefix, CancellationToken cancellation = default);

    public abstract Task<IReadOnlyList<GatewayAccount>> List(
        string prefix, string? after, int max, CancellationToken cancellation = default);

    public abstract Task<VersionedSettings> Settings(CancellationToken cancellation = default);

    public abstract Task<VersionedSettings> Save(GatewaySettings settings, CancellationToken cancellation = default);

    public virtual async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _writer;
    }

    /// <summary>Writes each <see cref="Waiting.Next"/> whose predecessor is still what stands, durably, and says which
    /// (<see cref="Waiting.Accepted"/>); then looks up the others (<see cref="Waiting.Seen"/>).</summary>
    /// <param name="writes">Of different payments.</param>
    protected abstract ValueTask Exchange(List<Waiting> writes, List<Waiting> looks);

    private async Task WriteAll()
    {
        while (_again.Count > 0 || await _queue.Reader.WaitToReadAsync())
        {
            Gather();
            try
            {
                await Exchange(_writes, _looks);
                Settle();
            }
            catch (Exception e)
            {
                // One of the few places that catch everything: a writer that dies leaves all callers waiting for ever.
                _log.LogWarning(e, "{Count} entries of the gateway were not booked.", _writes.Count + _looks.Count);
                Fail(e);
            }
        }
    }

    private void Gather()
    {
        _writes.Clear();
        _looks.Clear();
        _writing.Clear();
        for (var left = _again.Count; left > 0 && _writes.Count + _looks.Count < BatchMax; left--)
            Place(_again.Dequeue());
        while (_writes.Count + _looks.Count < BatchMax && _queue.Reader.TryRead(out var waiting))
            Place(waiting);
    }

    private void Place(Waiting waiting)
    {
        if (!waiting.IsFresh)
            waiting.Seen = _hints.Of(waiting.Entry.Id);
        var next = waiting.MustLook ? waiting.Seen : GatewayAccount.Book(waiting.Seen, waiting.Entry);
        if (ReferenceEquals(next, waiting.Seen))
            _looks.Add(waiting);
        else if (_writing.Add(waiting.Entry.Id))
        {
            waiting.Next = next;
            _writes.Add(waiting);
        }
        else
            _again.Enqueue(waiting);
    }

    private void Settle()
    {
        foreach (var waiting in _writes)
        {
            if (waiting.Accepted)
            {
                _hints.Note(waiting.Next!);
                waiting.TrySetResult(waiting.Next);
                continue;
            }
            _hints.Forget(waiting.Entry.Id);
            (waiting.MustLook, waiting.IsFresh, waiting.Next) = (true, false, null);
            TryAgain(waiting);
        }
        foreach (var waiting in _looks)
        {
            // Nothing to change on what the database has just said: that is the answer.
            if (ReferenceEquals(GatewayAccount.Book(waiting.Seen, waiting.Entry), waiting.Seen))
            {
                waiting.TrySetResult(waiting.Seen);
                continue;
            }
            (waiting.MustLook, waiting.IsFresh) = (false, true);
            TryAgain(waiting);
        }
    }

    private void TryAgain(Waiting waiting)
    {
        if (++waiting.Rounds < RoundsMax)
            _again.Enqueue(waiting);
        else
            waiting.TrySetException(new GatewayUnansweredException("Too many processes move the same payment."));
    }

    private void Fail(Exception e)
    {
        var unanswered = e is DbException or IOException or TimeoutException
            ? new GatewayUnansweredException("The gateway's books cannot be reached.", e)
            : e;
        foreach (var waiting in _writes)
        {
            _hints.Forget(waiting.Entry.Id);
            waiting.TrySetException(unanswered);
        }
        foreach (var waiting in _looks)
            waiting.TrySetException(unanswered);
    }
}
