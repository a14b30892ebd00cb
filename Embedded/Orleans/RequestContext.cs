namespace Orleans.Runtime;

/// <summary>Values that travel with calls, from the caller to whatever it calls, never back.</summary>
public static class RequestContext
{
    // A value is never changed once set: a copy of the reference is a copy of the context.
    private static readonly AsyncLocal<Dictionary<string, object>?> Values = new();

    public static IEnumerable<string> Keys => Values.Value?.Keys ?? Enumerable.Empty<string>();

    public static IEnumerable<KeyValuePair<string, object>> Entries => Values.Value ?? [];

    public static object? Get(string key) =>
        Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;

    public static void Set(string key, object value) =>
        Values.Value = new(Values.Value ?? [], StringComparer.Ordinal) { [key] = value };

    public static bool Remove(string key)
    {
        if (Values.Value is not { } values || !values.ContainsKey(key))
            return false;
        var rest = new Dictionary<string, object>(values, StringComparer.Ordinal);
        rest.Remove(key);
        Values.Value = rest.Count == 0 ? null : rest;
        return true;
    }

    public static void Clear() => Import(null);

    internal static Dictionary<string, object>? Export() => Values.Value;

    internal static void Import(Dictionary<string, object>? values)
    {
        // Setting an AsyncLocal copies the execution context; most calls carry nothing.
        if (!ReferenceEquals(Values.Value, values))
            Values.Value = values;
    }
}
