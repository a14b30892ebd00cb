using PosSaga.Journal;

namespace PosSaga.Tests.Runtime;

/// <summary>The journal as one silo reaches it. A silo that is killed inside this process leaves its code running; from
/// then on nothing of it arrives here, and nothing is answered.</summary>
internal sealed class MortalJournal(IEventJournal journal) : IEventJournal
{
    private volatile bool _dead;

    public int Partitions => journal.Partitions;

    public void Die() => _dead = true;

    public Task<AppendResult> Append(AppendRequest request, CancellationToken cancellation = default) =>
        Alive(() => journal.Append(request, cancellation));

    public Task<StreamSlice> Read(string stream, long after, int max, CancellationToken cancellation = default) =>
        Alive(() => journal.Read(stream, after, max, cancellation));

    public Task<IReadOnlyList<RecordedEvent>> ReadAt(
        IReadOnlyList<long> positions, CancellationToken cancellation = default) =>
        Alive(() => journal.ReadAt(positions, cancellation));

    public Task<AppendResult.KeyAnswered?> FindKey(
        string stream, string key, CancellationToken cancellation = default) =>
        Alive(() => journal.FindKey(stream, key, cancellation));

    public Task<AppendResult.KeyAnswered?> RefuseKey(
        string stream, AppendKey key, string refusal, CancellationToken cancellation = default) =>
        Alive(() => journal.RefuseKey(stream, key, refusal, cancellation));

    private async Task<T> Alive<T>(Func<Task<T>> ask)
    {
        if (_dead)
            return await Never<T>();
        var answer = await ask();
        return _dead ? await Never<T>() : answer;
    }

    private static Task<T> Never<T>() => new TaskCompletionSource<T>().Task;
}
