namespace PosSaga.ReadModels.Storage.Postgres;

/// <summary>Conditions by which PostgreSQL finds words. Where the way is chosen here, each leaves it only that one: no
/// index of words answers what is asked to be <c>true</c>, none of positions gives them in the order of another number,
/// and a table that is asked row by row is never the first. So it need not think anew of each search, which took a
/// third of its time.</summary>
internal static class PostgresSearch
{
    private const string IsFound = "(found @@ cast(@words as tsquery)) is true";

    public static SearchCondition Found(string[] asked, SearchNumbers known, SearchScope? scope)
    {
        var (rare, common) = known.Words.Split(asked);
        if (scope is null || known.Rows <= 0)
            return LookedUp(rare, common);
        return known.WayTo(asked, rare, scope) switch
        {
            SearchWay.NewestFirst => new(IsFound, ("words", Query(asked))) { IsSettled = true },
            SearchWay.AmongNarrowed => new(
                $"(select {IsFound} from claim_texts t where t.position = claims.position)", ("words", Query(asked)))
            {
                Table = "claims", IsSettled = true,
            },
            _ => LookedUp(rare, common) with { Order = "-position", IsSettled = true },
        };
    }

    private static SearchCondition LookedUp(string[] rare, string[] common) => common.Length == 0
        ? new("found @@ cast(@words as tsquery)", ("words", Query(rare)))
        : new(
            "found @@ cast(@words as tsquery) and (found @@ cast(@others as tsquery)) is true",
            ("words", Query(rare)), ("others", Query(common)));

    // Words, whole or as the beginning of one.
    private static string Query(string[] words) =>
        string.Join(" & ", words.Select(word => $"'{word.TrimEnd('*')}'" + (word[^1] == '*' ? ":*" : "")));
}
