using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>The words that find a claim, and the columns that a search filters by, so that a search finds a page's
/// positions without reading claims. In a table of its own, because a claim's row changes with every step and an index
/// of words is expensive to change.</summary>
/// <param name="Words">Null when the customer was erased: no search finds the claim.</param>
internal readonly record struct ClaimText(
    long Position, string Tenant, string Status, string Type, string CustomerId, string? Agent, string? Words)
{
    public static readonly Table<ClaimText> Table = new(
        "claim_texts",
        new LongColumn<ClaimText>("position", text => text.Position),
        new TextColumn<ClaimText>("tenant", text => text.Tenant),
        new TextColumn<ClaimText>("status", text => text.Status),
        new TextColumn<ClaimText>("type", text => text.Type),
        new TextColumn<ClaimText>("customer_id", text => text.CustomerId),
        new TextColumn<ClaimText>("assigned_agent", text => text.Agent),
        new TextColumn<ClaimText>("words", text => text.Words, ColumnType.Words))
    {
        KeyColumns = 1,
        Search = "words",
        // One customer has few claims: reading them all is cheaper than the index of words.
        Indexes = new Dictionary<string, string> { ["customer"] = "(tenant, customer_id, position desc)" },
    };

    public static ClaimText Of(ClaimRow row) => new(
        row.Position, row.Tenant, row.Status, row.Type, row.CustomerId, row.AssignedAgent, Words: WordsOf(row));

    private static string? WordsOf(ClaimRow row) => row.Erased == 1 ? null : SearchWords.Of(
    [
        row.Description, row.Resolution, row.CustomerId, row.OrderId,
        .. ClaimLines.Parse(row.Lines).Select(line => line.Sku),
    ]);
}
