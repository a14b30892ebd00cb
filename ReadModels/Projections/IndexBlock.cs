using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

internal enum Facet { Anything, Actor, Type, Time }

/// <summary>In this stretch of the journal there is something of that tenant: by that actor, of that type, of that
/// time. Whoever looks for it reads such stretches only.</summary>
/// <remarks>An index of every event by each of the three would be written with every event, in the busiest table there
/// is; of a stretch each is noted once.</remarks>
/// <param name="Value">A hash, or a time in <see cref="TimeMicros"/>; 0 for anything.</param>
/// <param name="Block">Position divided by <see cref="Positions"/>.</param>
internal readonly record struct IndexBlock(int Tenant, int Facet, int Value, long Block)
{
    /// <summary>Read from the first to the last, it takes milliseconds.</summary>
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

    /// <summary>The value of a time; also of one before 1970, which only a question names.</summary>
    public static int TimeOf(long micros) => (int)((micros - (micros < 0 ? TimeMicros - 1 : 0)) / TimeMicros);
}

/// <summary>Notes blocks as events come; each is written once, or again after a failure, which changes
/// nothing.</summary>
internal sealed class IndexBlocks
{
    // Some hundred are new in each block; old ones are met again only where a partition lags behind.
    private const int KnownMax = 50_000;

    private readonly HashSet<IndexBlock> _new = [];
    private readonly HashSet<IndexBlock> _known = [];

    public void Add(IndexEntry entry)
    {
        Note(entry, Facet.Anything, 0);
        Note(entry, Facet.Actor, entry.Actor);
        Note(entry, Facet.Type, entry.Type);
        Note(entry, Facet.Time, IndexBlock.TimeOf(entry.At));
    }

    public Changes? Changes() => _new.Count == 0 ? null : new Changes<IndexBlock>(IndexBlock.Table, [.. _new]);

    public void Written()
    {
        if (_known.Count > KnownMax)
            _known.Clear();
        _known.UnionWith(_new);
        _new.Clear();
    }

    public void Forget()
    {
        _known.Clear();
        _new.Clear();
    }

    private void Note(IndexEntry entry, Facet facet, int value)
    {
        var block = new IndexBlock(entry.Tenant, (int)facet, value, IndexBlock.Of(entry.Position));
        if (!_known.Contains(block))
            _new.Add(block);
    }
}
