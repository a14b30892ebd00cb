using Microsoft.Extensions.Logging;

namespace PosSaga.Journal;

internal enum LinkPoint
{
    BeforeCommit,
    AfterCommit,
}

internal sealed partial class AppendQueue
{
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
