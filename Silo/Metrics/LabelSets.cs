using System.Globalization;
using System.Text;

namespace PosSaga.Silo.Metrics;

/// <summary>Cells by label set. Finding one takes no lock and allocates nothing; making one takes a lock and happens a
/// bounded number of times.</summary>
internal sealed class LabelSets(Func<string, MetricCell> make)
{
    /// <summary>More would be a label that should not be one, such as a customer's id.</summary>
    public const int Max = 1_000;

    private const int Buckets = 1_024;

    private readonly Node?[] _buckets = new Node?[Buckets];
    private readonly Dictionary<string, MetricCell> _cells = new(StringComparer.Ordinal);
    private readonly Lock _making = new();
    private int _spellings;

    public IReadOnlyList<MetricCell> Cells
    {
        get
        {
            lock (_making)
                return [.. _cells.Values];
        }
    }

    /// <summary>Null when there are too many already.</summary>
    public MetricCell? Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = HashOf(tags);
        return Among(Volatile.Read(ref _buckets[hash & (Buckets - 1)]), hash, tags) ?? Make(hash, tags);
    }

    public void Clear()
    {
        lock (_making)
        {
            Array.Clear(_buckets);
            _cells.Clear();
            _spellings = 0;
        }
    }

    private MetricCell? Make(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_making)
        {
            ref var bucket = ref _buckets[hash & (Buckets - 1)];
            if (Among(bucket, hash, tags) is { } made)
                return made;
            // The same labels in another order are another node and the same cell, or the exposition would name them
            // twice.
            var labels = Spell(tags);
            if (!_cells.TryGetValue(labels, out var cell))
            {
                if (_cells.Count >= Max)
                    return null;
                _cells.Add(labels, cell = make(labels));
            }
            if (_spellings++ < Max * 2)
                Volatile.Write(ref bucket, new Node(hash, tags.ToArray(), cell, bucket));
            return cell;
        }
    }

    private static MetricCell? Among(Node? node, int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        for (; node is not null; node = node.Next)
        {
            if (node.Hash == hash && Same(node.Tags, tags))
                return node.Cell;
        }
        return null;
    }

    private static bool Same(KeyValuePair<string, object?>[] known, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (known.Length != tags.Length)
            return false;
        for (var i = 0; i < known.Length; i++)
        {
            if (known[i].Key != tags[i].Key || !Equals(known[i].Value, tags[i].Value))
                return false;
        }
        return true;
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var (key, value) in tags)
        {
            hash.Add(key);
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    private static string Spell(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var sorted = tags.ToArray().Where(tag => tag.Value is not null).OrderBy(tag => tag.Key, StringComparer.Ordinal);
        var text = new StringBuilder();
        foreach (var (key, value) in sorted)
        {
            if (text.Length > 0)
                text.Append(',');
            text.Append(MetricName.Clean(key)).Append("=\"").Append(Escape(value!)).Append('"');
        }
        return text.ToString();
    }

    private static string Escape(object value)
    {
        var text = value is bool flag
            ? (flag ? "true" : "false")
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
        return text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
    }

    private sealed record Node(int Hash, KeyValuePair<string, object?>[] Tags, MetricCell Cell, Node? Next);
}
