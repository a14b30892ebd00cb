namespace PosSaga.Journal;

public sealed partial class InMemoryJournal
{
    private sealed class HeadTable(InMemoryJournal journal) : ISignedHeadTable
    {
        private readonly SortedDictionary<long, SignedHead> _heads = [];

        public Task<string> JournalId(CancellationToken cancellation) => Task.FromResult("memory");

        public Task<List<SignedHead>> Read(long position, bool ascending, int max, CancellationToken cancellation) =>
            journal.Run(MemoryStep.Table, "heads", () => (ascending
                ? _heads.Values.Where(head => head.Position > position)
                : _heads.Values.Reverse().Where(head => head.Position < position)).Take(max).ToList());

        public Task Add(SignedHead head, CancellationToken cancellation) =>
            journal.Run(MemoryStep.Table, "heads", () => _heads.TryAdd(head.Position, head));

        public Task<List<(long Position, byte[] Hash)>> Hashes(long after, int max, CancellationToken cancellation) =>
            journal.Run(MemoryStep.Read, "heads", () => journal._events.Skip((int)after).Take(max)
                .Select(e => (e.Position, e.Hash.ToArray())).ToList());
    }
}
