
namespace PosSaga.Journal.Providers;

/// <summary>Raising, and waiting for what was raised.</summary>
internal sealed partial class JournalLogViewAdaptor<TView, TEntry>
{
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

    /// <summary>Everything raised so far, which is more than the caller raised: its decision rests on the
    /// rest.</summary>
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
}
