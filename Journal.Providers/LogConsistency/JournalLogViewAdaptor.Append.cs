namespace PosSaga.Journal.Providers;

/// <summary>Raising events and appending them.</summary>
internal sealed partial class JournalLogViewAdaptor<TView, TEntry>
{
    public void Submit(TEntry entry) => SubmitRange([entry]);

    public void SubmitRange(IEnumerable<TEntry> entries)
    {
        ThrowIfInDoubt();
        Apply(entries as IReadOnlyCollection<TEntry> ?? [.. entries]);
        Notify(tentativeChanged: true, confirmedChanged: false);
        if (appending || groups.Count == 0)
            return;
        appending = true;
        _ = AppendGroups();
    }

    /// <summary>Waits for everything raised so far, by other calls too: the caller's decision depends on
    /// it.</summary>
    public Task ConfirmSubmittedEntries()
    {
        ThrowIfInDoubt();
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

    // Also before a confirmation: a refusal that was decided on wrong views must not be answered.
    private void ThrowIfInDoubt()
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
            // An event that cannot be folded is a defect of the decider. Restore the view as it was before.
            Copy(last is null ? confirmed : last.After, tentative);
            throw;
        }

        var group = open ?? NewGroup();
        var metadata = provider.Codec.EncodeMetadata(journaled.Metadata);
        var now = provider.NowMicros();
        foreach (var entry in entries)
            group.Events.Add(new(entry, provider.Ids.NewId(), metadata, now, journaled.ProcessKeyOf(entry)));
        if (journaled.Key is { } key)
            group.Add(key);
        Copy(tentative, group.After);
    }

    private AppendGroup<TView, TEntry> NewGroup()
    {
        last = open = new AppendGroup<TView, TEntry>(new TView());
        groups.Enqueue(last);
        return last;
    }

    // Appends group after group until none is left or one fails.
    private async Task AppendGroups()
    {
        var confirmedGroup = (AppendGroup<TView, TEntry>?)null;
        while (groups.TryPeek(out var group))
        {
            if (ReferenceEquals(open, group))
                open = null;
            var append = Append(group);
            // Only now, so that the next append is under way before those who waited for the last one go on.
            confirmedGroup?.Confirm();
            if (await ErrorOf(group, append) is { } error)
            {
                // An append may fail within the call that raised the events. Without yielding first, the raiser would
                // get "in doubt" from ConfirmSubmittedEntries instead of this error.
                await Task.Yield();
                Fail(error);
                return;
            }
            confirmedGroup = group;
        }
        appending = false;
        confirmedGroup?.Confirm();
    }

    /// <summary>Waits for an append and applies it; the error if it failed, which those who wait for it get.</summary>
    private async Task<Exception?> ErrorOf(AppendGroup<TView, TEntry> group, Task<AppendResult> append)
    {
        try
        {
            var result = await append;
            if (result is AppendResult.Appended appended)
            {
                OnAppended(group, appended);
                return null;
            }
            return result is AppendResult.KeyAnswered answered
                ? new KeyAnsweredException(answered)
                : new StreamConflictException($"{stream} is no longer at version {head.Version}: {result}.");
        }
#pragma warning disable CA1031 // Any error is the answer to those who wait.
        catch (Exception thrown)
#pragma warning restore CA1031
        {
            return thrown;
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

    private void OnAppended(AppendGroup<TView, TEntry> group, AppendResult.Appended appended)
    {
        groups.Dequeue();
        if (ReferenceEquals(last, group))
            last = null;
        (head, loaded) = (appended.Head, true);
        Copy(group.After, confirmed);
        journaled.Confirmed(head, appended.Position);
        Notify(tentativeChanged: false, confirmedChanged: true);
        if (head.Version >= StreamSnapshots.Interval)
            Snapshots?.SaveIfDue(confirmed, head.Version);
    }

    // Events raised after the failed ones were decided on a state that was not stored, so they fail too.
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
