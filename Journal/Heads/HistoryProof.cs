using System.Security.Cryptography;

namespace PosSaga.Journal;

/// <summary>What a copy of the events proves.</summary>
/// <param name="ProvedUpTo">Every event up to here is the one that was signed.</param>
/// <param name="Broken">The first thing that is not as it was signed or chained, in words; null when all is
/// well.</param>
public sealed record HistoryProofReport(long Events, long Streams, long ProvedUpTo, string? Broken);

/// <summary>Proves a copy of the events against signed heads, without the system: one pass in the order of positions,
/// holding one hash for each stream.</summary>
public sealed class HistoryProof : IDisposable
{
    private readonly Dictionary<string, (long Version, ReadOnlyMemory<byte> Hash)> _streams =
        new(StringComparer.Ordinal);

    private readonly HistoryDigest _digest = new();
    private readonly Queue<SignedHead> _heads;
    private long _proved;
    private string? _broken;

    /// <param name="heads">Of one journal, in any order.</param>
    public HistoryProof(IEnumerable<SignedHead> heads, ECDsa publicKey)
    {
        _heads = new(heads.OrderBy(head => head.Position));
        foreach (var head in _heads)
            if (!HeadSignatures.Holds(head, publicKey))
                _broken ??= $"The head at position {head.Position} is not signed by this key.";
            else if (head.Journal != _heads.Peek().Journal)
                _broken ??= $"The head at position {head.Position} is of another journal.";
    }

    /// <returns>False when something is broken, and nothing more need be read.</returns>
    public bool Add(RecordedEvent e)
    {
        if (_broken is not null)
            return false;
        var before = _streams.GetValueOrDefault(e.Stream);
        if (e.Position != _digest.Position + 1)
            _broken = $"Position {_digest.Position + 1} is missing; {e.Position} follows {_digest.Position}.";
        else if (e.Version != before.Version + 1)
            _broken = $"Event {e.Version} of stream {e.Stream} (position {e.Position}) follows version "
                + $"{before.Version}.";
        else if (!e.Hash.Span.SequenceEqual(ChainHash.Next(before.Hash.Span, e)))
            _broken = $"Event {e.Version} of stream {e.Stream} (position {e.Position}) does not match its hash.";
        else
        {
            _streams[e.Stream] = (e.Version, e.Hash);
            _digest.Add(e.Hash.Span);
            Compare();
        }
        return _broken is null;
    }

    public HistoryProofReport Finish()
    {
        if (_broken is null && _heads.TryPeek(out var missing))
            _broken = $"The events end at position {_digest.Position}, before the signed head at {missing.Position}.";
        return new(_digest.Position, _streams.Count, _proved, _broken);
    }

    public void Dispose() => _digest.Dispose();

    private void Compare()
    {
        while (_heads.TryPeek(out var head) && head.Position == _digest.Position)
        {
            if (head.Digest != _digest.Value)
            {
                _broken = $"An event after position {_proved} and up to {head.Position} is not the one that was "
                    + $"signed at {head.At:u}.";
                return;
            }
            _proved = head.Position;
            _heads.Dequeue();
        }
    }
}
