namespace PosSaga.ReadModels.Storage.Postgres;

/// <summary>How many texts there are to search, with which words, and how many have a value in a column.</summary>
/// <param name="Columns">Shares of the most frequent values.</param>
/// <param name="Rows">0 while nothing is known.</param>
internal sealed record SearchNumbers(
    WordFrequencies Words, IReadOnlyDictionary<string, IReadOnlyDictionary<string, double>> Columns, double Rows)
{
    // In microseconds, on a machine where PostgreSQL had all of it in memory: only their ratios count.
    private const double LookingAtNext = 0.4;
    private const double LookingAtNarrowed = 1.5;
    private const double ReadingEntry = 0.42;
    private const double FetchingFound = 1.3;

    public static readonly SearchNumbers Unknown =
        new(WordFrequencies.Unknown, new Dictionary<string, IReadOnlyDictionary<string, double>>(), Rows: 0);

    /// <summary>How the page is likely full soonest.</summary>
    public SearchWay WayTo(string[] asked, string[] rare, SearchScope scope)
    {
        var found = Words.ShareOfAll(asked);
        var tenant = ShareOf("tenant", scope.Tenant);
        var narrowed = scope.Narrowing is { } by ? ShareOf(by.Column, by.Value) : 1;
        var newestFirst = Math.Min(scope.Max / (found * tenant * narrowed), Rows) * LookingAtNext;
        var lookedUp = Rows
            * ((rare.Sum(Words.ShareOf) * ReadingEntry) + (Words.ShareOfAll(rare) * FetchingFound));
        var amongNarrowed = scope.Narrowing is null
            ? double.PositiveInfinity
            : Math.Min(scope.Max / found, Rows * tenant * narrowed) * LookingAtNarrowed;
        if (lookedUp <= Math.Min(newestFirst, amongNarrowed))
            return SearchWay.LookedUp;
        return newestFirst <= amongNarrowed ? SearchWay.NewestFirst : SearchWay.AmongNarrowed;
    }

    private double ShareOf(string column, string value)
    {
        // Where none is more frequent than another, there are as many as rows.
        if (!Columns.TryGetValue(column, out var shares) || shares.Count == 0)
            return 1 / Rows;
        // What those leave that are most frequent, and less than the least of them.
        return shares.TryGetValue(value, out var share)
            ? share
            : Math.Min(Math.Max(1 - shares.Values.Sum(), 1 / Rows), shares.Values.Min());
    }
}

internal enum SearchWay
{
    /// <summary>An index of words tells which texts have the rare ones; they are sorted.</summary>
    LookedUp,

    /// <summary>One text after the other from the newest on, until the page is full.</summary>
    NewestFirst,

    /// <summary>The same of those alone that something else than words narrows it to.</summary>
    AmongNarrowed,
}
