using PosSaga.Journal;
using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>Which positions of the journal belong to which correlation, actor and type. One row per event, at tens of
/// thousands a second, so a row is six numbers: texts are hashed, and whoever finds a position reads the event itself
/// from the journal and compares the texts there. Data is not decoded: an unknown type is indexed like any
/// other.</summary>
internal sealed class JournalIndexProjection : Projection
{
    public static readonly Table<IndexEntry> Table = new(
        "journal_index",
        new LongColumn<IndexEntry>("position", entry => entry.Position),
        new LongColumn<IndexEntry>("at", entry => entry.At),
        new LongColumn<IndexEntry>("correlation", entry => entry.Correlation),
        new IntColumn<IndexEntry>("tenant", entry => entry.Tenant),
        new IntColumn<IndexEntry>("actor", entry => entry.Actor),
        new IntColumn<IndexEntry>("type", entry => entry.Type))
    {
        KeyColumns = 1,
        InsertOnly = true,
        Indexes = new Dictionary<string, string> { ["correlation"] = "(correlation)" },
    };

    public override string Name => Models.JournalIndex;

    public override int SchemaVersion => 2;

    public override IReadOnlyList<Table> Tables => [Table, IndexBlock.Table];

    public override Fold NewFold(IEventCodec codec) => new JournalIndexFold();
}

/// <param name="Correlation">Hash of tenant and correlation.</param>
internal readonly record struct IndexEntry(long Position, long At, long Correlation, int Tenant, int Actor, int Type);

internal sealed class JournalIndexFold : Fold
{
    private readonly List<IndexEntry> _entries = [];
    private readonly IndexBlocks _blocks = new();
    private readonly Dictionary<string, int> _types = [];

    public override bool Concerns(RecordedEvent e) => true;

    public override ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var who = MetadataHashes.Read(e);
        if (!_types.TryGetValue(e.Type, out var type))
            _types[e.Type] = type = TextHash.Short(e.Type);
        var entry = new IndexEntry(e.Position, e.TimeMicros, who.Correlation, who.Tenant, who.Actor, type);
        _entries.Add(entry);
        _blocks.Add(entry);
        return ValueTask.CompletedTask;
    }

    public override List<Changes> Changes()
    {
        var changes = new List<Changes>();
        if (_entries.Count > 0)
            changes.Add(new Changes<IndexEntry>(JournalIndexProjection.Table, _entries));
        if (_blocks.Changes() is { } blocks)
            changes.Add(blocks);
        return changes;
    }

    public override void Written()
    {
        _entries.Clear();
        _blocks.Written();
    }

    public override void Forget()
    {
        _entries.Clear();
        _blocks.Forget();
    }
}
