using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>The erased subjects that this process knows: a list that only grows, so that each generation of a model can
/// store how far it has followed it.</summary>
internal sealed class Erasures : IDisposable
{
    // For an erasure whose signal did not reach this process; others are read at the next batch or second.
    private static readonly TimeSpan ReadEvery = TimeSpan.FromMinutes(1);

    private readonly SubjectKeyRing _subjects;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private volatile string[] _known = [];
    private volatile bool _changed = true;
    private long _readAt;

    public Erasures(SubjectKeyRing subjects, TimeProvider clock)
    {
        (_subjects, _clock) = (subjects, clock);
        _subjects.Changed += SetChanged;
    }

    public int Count => _known.Length;

    public ArraySegment<string> Since(int count) => new(_known, count, _known.Length - count);

    /// <summary>Reads the erased subjects again if they may have changed.</summary>
    public async ValueTask Refresh(CancellationToken cancellation)
    {
        if (!_changed && _clock.GetElapsedTime(_readAt) < ReadEvery)
            return;
        await _reading.WaitAsync(cancellation);
        try
        {
            // Before the read, so that an erasure during it causes another one.
            _changed = false;
            var added = (await _subjects.AllErased(cancellation)).Where(_seen.Add).ToList();
            if (added.Count > 0)
                _known = [.. _known, .. added];
            _readAt = _clock.GetTimestamp();
        }
        catch
        {
            _changed = true;
            throw;
        }
        finally
        {
            _reading.Release();
        }
    }

    public void Dispose()
    {
        _subjects.Changed -= SetChanged;
        _reading.Dispose();
    }

    private void SetChanged() => _changed = true;
}
