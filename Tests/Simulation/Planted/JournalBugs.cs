using PosSaga.Journal;

namespace PosSaga.Tests.Simulation;

/// <summary>Appends without some of the keys: what was answered once is done again.</summary>
internal sealed class ForgetsKeys(IEventJournal journal, Func<AppendKey, bool> forgets) : JournalInFront(journal)
{
    public override Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default) =>
        base.Append(request with { Keys = request.Keys?.Where(key => !forgets(key)).ToArray() }, cancellation);
}

/// <summary>Says "done" to the first event of a saga before the append, which then may fail.</summary>
internal sealed class AcknowledgesFirst(IEventJournal journal) : JournalInFront(journal)
{
    public override async Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default)
    {
        var append = base.Append(request, cancellation);
        if (request.Expected.Version > 0 || !request.Stream.StartsWith("order-saga/", StringComparison.Ordinal))
            return await append;
        _ = append.ContinueWith(
            static lost => _ = lost.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return new AppendResult.Appended(new PendingAppend(request, Partitions, TaskCreationOptions.None).NewHead, 0);
    }
}

/// <summary>Sends some events anew, as other events, when no acknowledgement came.</summary>
internal sealed class AppendsTwice(IEventJournal journal, Func<AppendRequest, bool> which) : JournalInFront(journal)
{
    private byte _sent;

    public override async Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default)
    {
        try
        {
            return await base.Append(request, cancellation);
        }
        catch (JournalUnavailableException) when (which(request))
        {
            var head = (await Read(request.Stream, 0, 100, cancellation)).Head;
            return await base.Append(
                request with { Expected = head, Events = [.. request.Events.Select(Again)] }, cancellation);
        }
    }

    private NewEvent Again(NewEvent e)
    {
        var id = e.Id.ToByteArray();
        id[0] ^= ++_sent;
        return e with { Id = new Guid(id) };
    }
}

/// <summary>Takes another writer's success for its own.</summary>
internal sealed class SwallowsConflicts(IEventJournal journal, string kind) : JournalInFront(journal)
{
    public override async Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default) =>
        await base.Append(request, cancellation) switch
        {
            AppendResult.Conflict conflict when request.Stream.StartsWith(kind, StringComparison.Ordinal) =>
                new AppendResult.Appended(conflict.Actual, 0),
            var result => result,
        };
}

/// <summary>Answers an outage with success.</summary>
internal sealed class SwallowsOutages(IEventJournal journal, string type) : JournalInFront(journal)
{
    private long _last;

    public override async Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default)
    {
        try
        {
            var result = await base.Append(request, cancellation);
            _last = result is AppendResult.Appended appended ? appended.Position : _last;
            return result;
        }
        catch (JournalUnavailableException) when (request.Events.All(e => e.Type == type))
        {
            return new AppendResult.Appended(
                new PendingAppend(request, Partitions, TaskCreationOptions.None).NewHead, _last + 1);
        }
    }
}

/// <summary>Hands the journal a buffer, and writes into it again afterwards.</summary>
internal sealed class UsesItsBufferAgain(IEventJournal journal) : JournalInFront(journal)
{
    public override async Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default)
    {
        var buffers = request.Events.Select(e => e.Data.ToArray()).ToArray();
        var result = await base.Append(
            request with { Events = [.. request.Events.Select((e, i) => e with { Data = buffers[i] })] }, cancellation);
        for (var i = 0; i < buffers.Length; i++)
            if (request.Events[i].Type == "order.barred/1")
                buffers[i][^3] ^= 1;
        return result;
    }
}
