using System.Collections.Concurrent;
using PosSaga.Claims;
using PosSaga.Journal;
using PosSaga.Refunds;

namespace PosSaga.Load;

/// <summary>Follows the journal and records when a refund was settled and when it ended, without polling its
/// grain.</summary>
internal sealed class RefundTail(IJournalFeed feed, IEventCodec codec) : IAsyncDisposable
{
    private const int PageMax = 1_000;
    private const string Settled = "refund-payment.settled/1";
    private const string Moved = "claim.refund-moved/1";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, Watched> _watched = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _end = new();
    private Task _reading = Task.CompletedTask;

    public async Task Start()
    {
        var head = await feed.Head();
        _reading = Task.Run(() => Read(head));
    }

    /// <summary>To be called before the refund is requested.</summary>
    public Watched Watch(string claimId) => _watched[claimId] = new Watched();

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _reading;
        _end.Dispose();
    }

    private async Task Read(long after)
    {
        try
        {
            while (true)
            {
                var page = await feed.ReadAll(after, PageMax, _end.Token);
                foreach (var e in page.Events)
                    if (e.Type is Settled or Moved)
                        await See(e);
                if (page.ReadTo == after)
                    await feed.WaitBeyond(after, Patience, _end.Token);
                after = page.ReadTo;
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Disposed.
        }
    }

    private async ValueTask See(RecordedEvent e)
    {
        var id = e.Stream[(e.Stream.LastIndexOf('/') + 1)..];
        if (!_watched.TryGetValue(id, out var watched))
            return;
        if (e.Type == Settled)
            watched.SettledAt = Moments.Now;
        else if (await codec.Decode(e.Type, e.Data) is ClaimEvent.RefundMoved { Status: var status }
            && status is RefundStatus.Completed or RefundStatus.Failed or RefundStatus.NeedsOperator)
        {
            _watched.TryRemove(id, out _);
            watched.End(status);
        }
    }

    internal sealed class Watched
    {
        // The recovery sweep calls an operator after five minutes, so a refund that takes longer is stuck.
        private static readonly TimeSpan LastsMax = TimeSpan.FromMinutes(6);

        private readonly TaskCompletionSource<RefundStatus> _over =
            new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>0 until the refund is settled.</summary>
        public long SettledAt { get; set; }

        /// <summary>When the claim got the final status.</summary>
        public long EndedAt { get; private set; }

        /// <exception cref="SystemNotUsableException">It does not end.</exception>
        public async Task<RefundStatus> Over()
        {
            try
            {
                return await _over.Task.WaitAsync(LastsMax);
            }
            catch (TimeoutException)
            {
                throw new SystemNotUsableException($"A refund has not ended within {LastsMax.TotalMinutes:0} minutes.");
            }
        }

        public void End(RefundStatus status)
        {
            EndedAt = Moments.Now;
            _over.TrySetResult(status);
        }
    }
}
