using PosSaga.Journal;

namespace PosSaga.ReadModels.Running;

/// <summary>Who was erased, as far as this process knows: a list that only grows, so that each generation of a model
/// knows how far it has followed it.</summary>
internal sealed class Erasures : IDisposable
{
    // For an erasure of which nobody told us; those we hear of come at the next batch or second.
    private static readonly TimeSpan AskEvery = TimeSpan.FromMinutes(1);

    private readonly SubjectKeyRing _subjects;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _asking = new(1, 1);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private volatile string[] _known = [];
    private volatile bool _changed = true;
    private long _askedAt;

    public Erasures(SubjectKeyRing subjects, TimeProvider clock)
    {
        (_subjects, _clock) = (subjects, clock);
        _subjects.Changed += Change;
    }

    public int Count => _known.Length;

    public ArraySegment<string> Since(int count) => new(_known, count, _known.Length - count);

    /// <summary>Asks who was erased, if there is reason to.</summary>
    public async ValueTask Refresh(CancellationToken cancellation)
    {
        if (!_changed && _clock.GetElapsedTime(_askedAt) < AskEvery)
            return;
        await _asking.WaitAsync(cancellation);
        try
        {
            // Before the question: whoever is erased while it is asked is asked for again.
            _changed = false;
            var added = (await _subjects.AllErased(cancellation)).Where(_seen.Add).ToList();
            if (added.Count > 0)
                _known = [.. _known, .. added];
            _askedAt = _clock.GetTimestamp();
        }
        catch
        {
            _changed = true;
            throw;
        }
        finally
        {
            _asking.Release();
        }
    }

    public void Dispose()
    {
        _subjects.Changed -= Change;
        _asking.Dispose();
    }

    private void Change() => _changed = true;
}
