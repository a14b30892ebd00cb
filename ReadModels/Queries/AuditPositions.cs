using Dapper;

namespace PosSaga.ReadModels;

/// <summary>Finds the journal positions of an audit's events, newest first. It reads only blocks that may hold them, so
/// that a rare or old event is found without reading everything since.</summary>
internal sealed class AuditPositions(IReadStore store)
{
    // The first schema version of the index that has the table of blocks.
    private const int BlocksSince = 2;
    private const int BlocksAtOnce = 64;

    private bool _hasBlocks;

    /// <param name="before">Exclusive; null for the newest.</param>
    public async Task<List<long>> Find(
        string tenant, AuditFilter filter, long? before, int max, CancellationToken cancellation)
    {
        var end = before ?? long.MaxValue;
        if (!await HasBlocks(cancellation))
            return await Between(tenant, filter, 0, end, max, cancellation);
        var found = new List<long>();
        for (var top = IndexBlock.Of(end - 1); ;)
        {
            var blocks = await Blocks(tenant, filter, top, cancellation);
            foreach (var block in blocks)
            {
                var from = block * IndexBlock.Positions;
                found.AddRange(await Between(
                    tenant, filter, from, Math.Min(end, from + IndexBlock.Positions), max - found.Count, cancellation));
                if (found.Count == max)
                    return found;
            }
            if (blocks.Count < BlocksAtOnce)
                return found;
            top = blocks[^1] - 1;
        }
    }

    private Task<List<long>> Between(
        string tenant, AuditFilter filter, long from, long to, int max, CancellationToken cancellation) =>
        ReadQuery.Of("select position from journal_index", TextHash.Short(tenant))
            .And("position >= @low and position < @high", ("low", from), ("high", to))
            .AndIfGiven("actor = @actor", "actor", HashOf(filter.Actor))
            .AndIfGiven("type = @type", "type", HashOf(filter.Event))
            .AndIfGiven("at >= @from", "from", filter.From)
            .AndIfGiven("at < @to", "to", filter.To)
            .Rows<long>(store, "position desc", max, cancellation);

    /// <summary>The next blocks down from <paramref name="top"/> that hold something for each part of the filter, not
    /// necessarily in one event.</summary>
    private Task<List<long>> Blocks(string tenant, AuditFilter filter, long top, CancellationToken cancellation)
    {
        var query = ReadQuery.Of("select distinct block from journal_blocks", TextHash.Short(tenant))
            .And("block <= @top", ("top", top));
        var facets = Facets(filter).ToList();
        for (var i = 0; i < facets.Count; i++)
        {
            var (facet, low, high) = facets[i];
            var here = $"facet = @f{i} and value " + (low == high ? $"= @l{i}" : $"between @l{i} and @h{i}");
            query.And(
                i == 0 ? here : $"block in (select block from journal_blocks where tenant = @tenant and {here})",
                ($"f{i}", (int)facet), ($"l{i}", low), ($"h{i}", high));
        }
        return query.Rows<long>(store, "block desc", BlocksAtOnce, cancellation);
    }

    // Exact values first: the table's key has the blocks of one value in order.
    private static IEnumerable<(Facet Facet, int Low, int High)> Facets(AuditFilter filter)
    {
        if (filter.Actor is { } actor)
            yield return (Facet.Actor, TextHash.Short(actor), TextHash.Short(actor));
        if (filter.Event is { } type)
            yield return (Facet.Type, TextHash.Short(type), TextHash.Short(type));
        if (filter.From is not null || filter.To is not null)
            yield return (
                Facet.Time,
                filter.From is { } from ? IndexBlock.TimeOf(Micros.Of(from)) : int.MinValue,
                filter.To is { } to ? IndexBlock.TimeOf(Micros.Of(to) - 1) : int.MaxValue);
        if (filter == new AuditFilter())
            yield return (Facet.Anything, 0, 0);
    }

    private static int? HashOf(string? text) => text is null ? null : TextHash.Short(text);

    /// <summary>False until an index of an earlier version has been rebuilt.</summary>
    private async ValueTask<bool> HasBlocks(CancellationToken cancellation)
    {
        if (_hasBlocks)
            return true;
        await using var connection = await store.Open(cancellation);
        return _hasBlocks = await connection.ExecuteScalarAsync<int>(new CommandDefinition(
            "select schema_version from generations where model = @model and live = 1",
            new { model = Models.JournalIndex }, cancellationToken: cancellation)) >= BlocksSince;
    }
}
