using PosSaga.Journal;

namespace PosSaga.Silo.Journaling;

/// <summary>Raising and confirming. One append of a stream is in flight at a time; what is raised meanwhile
/// goes together into the next.</summary>
internal sealed partial class JournalLogViewAdaptor<TView, TEntry>
{
    private readonly Queue<AppendGroup<TView, TEntry>> groups = new();
    private AppendGroup<TView, TEntry>? last;

    // The last group, while more may still join it.
    private AppendGroup<TView, TEntry>? open;
    private bool appending;

    public void Submit(TEntry entry) => SubmitRange([entry]);

    public void SubmitRange(IEnumerable<TEntry> entries)
    {
        RefuseInDoubt();
        Apply(entries as IReadOnlyCollection<TEntry> ?? [.. entries]);
        Notify(tentativeChanged: true, confirmedChanged: false);
        if (appending || groups.Count == 0)
            return;
        appending = true;
        _ = AppendGroups();
    }

    /// <summary>Everything raised so far, which is more than the caller raised: its decision rests on the rest.</summary>
    public Task ConfirmSubmittedEntries()
    {
        RefuseInDoubt();
        return last?.Done ?? Task.CompletedTask;
    }

    public Task<bool> TryAppend(TEntry entry) => TryAppendRange([entry]);

    public async Task<bool> TryAppendRange(IEnumerable<TEntry> entries)
    {
        try
        {
            SubmitRange(entries);
            await ConfirmSubmittedEntries();
            return true;
        }
        catch (StreamConflictException)
        {
            await Synchronize();
            return false;
        }
    }

    // A decision taken on views in doubt may be wrong even if it is a refusal, so it must not be confirmed either.
    private void RefuseInDoubt()
    {
        if (!inDoubt)
            return;
        journaled.InDoubt();
        throw new StreamConflictException($"{stream} is in doubt; refresh and decide anew.");
    }

    private void Apply(IReadOnlyCollection<TEntry> entries)
    {
        if (entries.Count == 0)
            return;
        try
        {
            foreach (var entry in entries)
                host.UpdateView(tentative, entry);
        }
        catch
        {
            // An event that cannot be folded is a defect of the decider; nothing of it may stay behind.
            Copy(last is null ? confirmed : last.After, tentative);
            throw;
        }

        var group = open ?? NewGroup();
        if (journaled.Key is { } key)
            group.Add(key);
        var metadata = provider.Codec.EncodeMetadata(journaled.Metadata);
        var now = provider.NowMicros();
        foreach (var entry in entries)
            group.Events.Add(new(entry, provider.Ids.NewId(), metadata, now, journaled.ProcessKeyOf(entry)));
        Copy(tentative, group.After);
    }

    private AppendGroup<TView, TEntry> NewGroup()
    {
        last = open = new AppendGroup<TView, TEntry>(new TView());
        groups.Enqueue(last);
        return last;
    }

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
                raised.Id, provider.Codec.TypeOf(raised.Entry), data, raised.Metadata, raised.TimeMicros, raised.ProcessKey);
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
