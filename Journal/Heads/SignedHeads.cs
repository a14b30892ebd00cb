namespace PosSaga.Journal;

/// <summary>Where signed heads are kept, and the hashes of events that they are about.</summary>
internal interface ISignedHeadTable
{
    Task<string> JournalId(CancellationToken cancellation);

    /// <summary>Ascending after a position, or descending before it.</summary>
    Task<List<SignedHead>> Read(long position, bool ascending, int max, CancellationToken cancellation);

    /// <summary>Changes nothing where there is one of this position.</summary>
    Task Add(SignedHead head, CancellationToken cancellation);

    /// <summary>In the order of positions, from after one.</summary>
    Task<List<(long Position, byte[] Hash)>> Hashes(long after, int max, CancellationToken cancellation);
}

internal sealed class SignedHeads(ISignedHeadTable table, HeadSigner signer, TimeProvider clock)
    : ISignedHeads, IDisposable
{
    private const int Page = 4 * HistoryDigest.BlockEvents;

    private readonly SemaphoreSlim _one = new(1);
    private HistoryDigest? _digest;

    public (string Id, string Pem) Key => (signer.Id, signer.Pem);

    public async Task<SignedHead?> Sign(CancellationToken cancellation = default)
    {
        await _one.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            var last = await Before(long.MaxValue, 1, cancellation).ConfigureAwait(false) is [var newest]
                ? newest
                : null;
            if (_digest is null || _digest.Position != (last?.Position ?? 0))
                await Resume(last, cancellation).ConfigureAwait(false);
            await Continue(_digest!, long.MaxValue, cancellation).ConfigureAwait(false);
            if (_digest!.Position == (last?.Position ?? 0))
                return null;
            var id = await table.JournalId(cancellation).ConfigureAwait(false);
            var head = signer.Sign(id, _digest, clock.GetUtcNow());
            await table.Add(head, cancellation).ConfigureAwait(false);
            return head;
        }
        finally
        {
            _one.Release();
        }
    }

    public async Task<IReadOnlyList<SignedHead>> After(
        long position, int max, CancellationToken cancellation = default) =>
        await table.Read(position, ascending: true, max, cancellation).ConfigureAwait(false);

    public async Task<IReadOnlyList<SignedHead>> Before(
        long position, int max, CancellationToken cancellation = default) =>
        await table.Read(position, ascending: false, max, cancellation).ConfigureAwait(false);

    /// <summary>Recomputes what each head says.</summary>
    /// <returns>Up to where all is as it was signed, and the first thing that is not, in words.</returns>
    public async Task<(long SignedUpTo, string? Broken)> Check(CancellationToken cancellation)
    {
        using var digest = new HistoryDigest();
        var signed = 0L;
        while (await After(signed, 500, cancellation).ConfigureAwait(false) is { Count: > 0 } heads)
            foreach (var head in heads)
            {
                await Continue(digest, head.Position, cancellation).ConfigureAwait(false);
                if (!signer.IsOurs(head))
                    return (signed, $"The head at position {head.Position} is not signed by this journal's key.");
                if (digest.Position != head.Position)
                    return (signed, $"The history ends at position {digest.Position}, before the signed head "
                        + $"at {head.Position}.");
                if (digest.Value != head.Digest || digest.Blocks != head.Blocks)
                    return (signed, $"An event after position {signed} and up to {head.Position} is not the one "
                        + "that was signed.");
                signed = head.Position;
            }
        return (signed, null);
    }

    public void Dispose()
    {
        _digest?.Dispose();
        _one.Dispose();
    }

    private async Task Resume(SignedHead? last, CancellationToken cancellation)
    {
        _digest?.Dispose();
        _digest = null;
        if (last is null)
        {
            _digest = new();
            return;
        }
        if (!signer.IsOurs(last))
            throw new JournalCorruptException(
                $"The head at position {last.Position} is not signed by this journal's key; none is signed after it.");
        var digest = new HistoryDigest(
            Convert.FromHexString(last.Blocks), last.Position - (last.Position % HistoryDigest.BlockEvents));
        await Continue(digest, last.Position, cancellation).ConfigureAwait(false);
        if (digest.Value != last.Digest)
        {
            digest.Dispose();
            throw new JournalCorruptException(
                $"The events before position {last.Position} are not those that were signed.");
        }
        _digest = digest;
    }

    private async Task Continue(HistoryDigest digest, long upTo, CancellationToken cancellation)
    {
        while (digest.Position < upTo)
        {
            var max = (int)Math.Min(Page, upTo - digest.Position);
            var hashes = await table.Hashes(digest.Position, max, cancellation).ConfigureAwait(false);
            foreach (var (position, hash) in hashes)
            {
                if (position != digest.Position + 1)
                    throw new JournalCorruptException($"Position {digest.Position + 1} is missing.");
                digest.Add(hash);
            }
            if (hashes.Count < max)
                return;
        }
    }
}

/// <summary>The chains of all streams, and all that was signed.</summary>
internal sealed class HistoryVerifier(IJournalStore store, SignedHeads heads) : IJournalVerifier
{
    public async Task<VerifyReport> Verify(CancellationToken cancellation = default)
    {
        var report = await store.Verify(cancellation).ConfigureAwait(false);
        if (!report.Ok)
            return report;
        var (signedUpTo, broken) = await heads.Check(cancellation).ConfigureAwait(false);
        return report with { Ok = broken is null, FirstBroken = broken, SignedUpTo = signedUpTo };
    }
}
