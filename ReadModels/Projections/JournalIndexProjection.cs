using PosSaga.Journal;

namespace PosSaga.ReadModels;

/// <summary>Which journal positions belong to which correlation, actor and type. There is one row per event, tens of
/// thousands a second, so a row is six numbers: texts are hashed, and a query compares them in the events that it reads
/// from the journal. Data is not decoded, so an unknown type is indexed like any other.</summary>
internal sealed class JournalIndexFold : Fold
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

    public static readonly Projection Projection =
        new(Models.JournalIndex, SchemaVersion: 2, [Table, IndexBlock.Table], _ => new JournalIndexFold());

    private readonly List<IndexEntry> _entries = [];
    private readonly IndexBlocks _blocks = new();
    private readonly Dictionary<string, int> _types = [];

    public override bool Handles(string eventType) => true;

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
            changes.Add(new Changes<IndexEntry>(Table, _entries));
        if (_blocks.Changes() is { } blocks)
            changes.Add(blocks);
        return changes;
    }

    public override void Committed()
    {
        _entries.Clear();
        _blocks.Committed();
    }

    public override void Reset()
    {
        _entries.Clear();
        _blocks.Reset();
    }
}

/// <param name="Correlation">Hash of tenant and correlation.</param>
internal readonly record struct IndexEntry(long Position, long At, long Correlation, int Tenant, int Actor, int Type);

internal enum Facet { Anything, Actor, Type, Time }

/// <summary>Says that a block of the journal has an event of a tenant with this actor, type or time; audits read such
/// blocks only.</summary>
/// <remarks>Indexes of the events by actor, type and time would be written with every event, in the busiest table of
/// all; here each value is written once per block.</remarks>
/// <param name="Value">A hash, or a time in <see cref="TimeMicros"/>; 0 for <see cref="Facet.Anything"/>.</param>
/// <param name="Block">Position divided by <see cref="Positions"/>.</param>
internal readonly record struct IndexBlock(int Tenant, int Facet, int Value, long Block)
{
    /// <summary>Positions per block, which takes milliseconds to read.</summary>
    public const int Positions = 8_192;

    private const long TimeMicros = 10 * 60 * 1_000_000L;

    public static readonly Table<IndexBlock> Table = new(
        "journal_blocks",
        new IntColumn<IndexBlock>("tenant", block => block.Tenant),
        new IntColumn<IndexBlock>("facet", block => block.Facet),
        new IntColumn<IndexBlock>("value", block => block.Value),
        new LongColumn<IndexBlock>("block", block => block.Block))
    {
        KeyColumns = 4,
        InsertOnly = true,
    };

    public static long Of(long position) => position / Positions;

    /// <summary>The value of a time. Rounds down also before 1970, which only a query may name.</summary>
    public static int TimeOf(long micros) => (int)((micros - (micros < 0 ? TimeMicros - 1 : 0)) / TimeMicros);
}

/// <summary>Collects the blocks of a batch's events. A block may be written again after a failure, which changes
/// nothing.</summary>
internal sealed class IndexBlocks
{
    // A block has some hundred; older blocks come again only from a partition that lags.
    private const int KnownMax = 50_000;

    private readonly HashSet<IndexBlock> _new = [];
    private readonly HashSet<IndexBlock> _known = [];

    public void Add(IndexEntry entry)
    {
        Add(entry, Facet.Anything, 0);
        Add(entry, Facet.Actor, entry.Actor);
        Add(entry, Facet.Type, entry.Type);
        Add(entry, Facet.Time, IndexBlock.TimeOf(entry.At));
    }

    public Changes? Changes() => _new.Count == 0 ? null : new Changes<IndexBlock>(IndexBlock.Table, [.. _new]);

    public void Committed()
    {
        if (_known.Count > KnownMax)
            _known.Clear();
        _known.UnionWith(_new);
        _new.Clear();
    }

    public void Reset()
    {
        _known.Clear();
        _new.Clear();
    }

    private void Add(IndexEntry entry, Facet facet, int value)
    {
        var block = new IndexBlock(entry.Tenant, (int)facet, value, IndexBlock.Of(entry.Position));
        if (!_known.Contains(block))
            _new.Add(block);
    }
}
