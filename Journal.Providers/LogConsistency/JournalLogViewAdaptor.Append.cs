
namespace PosSaga.Journal.Providers;

/// <summary>Appending. One append of a stream is in flight at a time; what is raised meanwhile goes together into the
/// next.</summary>
internal sealed partial class JournalLogViewAdaptor<TView, TEntry>
{
    private readonly Queue<AppendGroup<TView, TEntry>> groups = new();
    private AppendGroup<TView, TEntry>? last;

    // The last group, while more may still join it.
    private AppendGroup<TView, TEntry>? open;
    private bool appending;

    private async Task AppendGroups()
    {
        var confirmedGroup = (AppendGroup<TView, TEntry>?)null;
        while (true)
        {
            var group = groups.Count > 0 ? groups.Peek() : null;
            if (ReferenceEquals(open, group))
                open = null;
            var append = group is null ? null : Append(group);
            appending = append is not null;

            // The next append is on its way before those who waited for the last one go on.
            confirmedGroup?.Confirm();
            if (append is null)
                return;

            Exception error;
            try
            {
                switch (await append)
                {
                    case AppendResult.Appended appended:
                        confirmedGroup = Confirmed(group!, appended);
                        continue;
                    case AppendResult.KeyAnswered answered:
                        error = new KeyAnsweredException(answered);
                        break;
                    case var conflict:
                        error = new StreamConflictException(
                            $"{stream} is no longer at version {head.Version}: {conflict}.");
                        break;
                }
            }
#pragma warning disable CA1031 // Whatever it is, it is the answer to those who wait.
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                error = thrown;
            }

            // An append may fail within the very call that raised it: the raiser must get to wait for it first, or it
            // would only hear that its views are in doubt, and not why.
            await Task.Yield();
            Fail(error);
            return;
        }
    }

    private async Task<AppendResult> Append(AppendGroup<TView, TEntry> group)
    {
        var events = new NewEvent[group.Events.Count];
        for (var i = 0; i < events.Length; i++)
        {
            var raised = group.Events[i];
            var data = await provider.Codec.Encode(raised.Entry);
            events[i] = new NewEvent(
                raised.Id, provider.Codec.TypeOf(raised.Entry), data, raised.Metadata, raised.TimeMicros,
                raised.ProcessKey);
        }

        return await provider.Journal.Append(new AppendRequest(stream, head, events, group.Keys));
    }

    private AppendGroup<TView, TEntry> Confirmed(AppendGroup<TView, TEntry> group, AppendResult.Appended appended)
    {
        groups.Dequeue();
        if (ReferenceEquals(last, group))
            last = null;
        (head, loaded) = (appended.Head, true);
        Copy(group.After, confirmed);
        journaled.Confirmed(head, appended.Position);
        Notify(tentativeChanged: false, confirmedChanged: true);
        if (head.Version >= StreamSnapshots.Every)
            Snapshots?.Confirmed(confirmed, head.Version);
        return group;
    }

    // Whatever was raised on top of the failed append rests on something that did not happen.
    private void Fail(Exception error)
    {
        var failed = groups.ToArray();
        groups.Clear();
        (last, open, appending, inDoubt) = (null, null, false, true);
        Copy(confirmed, tentative);
        journaled.InDoubt();
        Notify(tentativeChanged: true, confirmedChanged: false);
        if (!failed[0].IsAwaited)
            services.CaughtException($"an append that nobody waits for, {failed[0].Events.Count} events", error);

        failed[0].Fail(error);
        var dependent = error is JournalUnavailableException
            ? error
            : new StreamConflictException($"An event of {stream} on which this one rests was not appended.");
        foreach (var group in failed.Skip(1))
            group.Fail(dependent);
    }
}
