using PosSaga.Journal;

namespace PosSaga.Tests.Simulation;

/// <summary>Stands in front of the journal and passes everything on.</summary>
internal abstract class JournalInFront(IEventJournal journal) : IEventJournal
{
    public int Partitions => journal.Partitions;

    public virtual Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default) =>
        journal.Append(request, cancellation);

    public Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default) =>
        journal.Read(stream, after, max, cancellation);

    public Task<IReadOnlyList<RecordedEvent>> ReadAt(
        IReadOnlyList<long> positions,
        CancellationToken cancellation = default) => journal.ReadAt(positions, cancellation);

    public Task<AppendResult.KeyAnswered?> FindKey(
        string stream, string key, CancellationToken cancellation = default) =>
        journal.FindKey(stream, key, cancellation);

    public Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation = default) =>
        journal.RefuseKey(stream, key, refusal, cancellation);
}
