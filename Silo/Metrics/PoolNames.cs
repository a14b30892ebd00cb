namespace PosSaga.Silo.Metrics;

/// <summary>A pool of the database's client that nobody named, such as that of Orleans' own membership, is named by its
/// connection string: host and user, which are nobody's business who reads metrics.</summary>
internal static class PoolNames
{
    private const string Label = "db.client.connection.pool.name";

    public static ReadOnlySpan<KeyValuePair<string, object?>> Known(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        for (var i = 0; i < tags.Length; i++)
            if (tags[i] is { Key: Label, Value: string name } && name.Contains('=', StringComparison.Ordinal))
            {
                var known = tags.ToArray();
                known[i] = new(Label, "unnamed");
                return known;
            }
        return tags;
    }
}
