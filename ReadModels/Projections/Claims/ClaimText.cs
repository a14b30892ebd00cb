using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>The words by which a claim is found, and what a search is narrowed by: a page is full before any claim
/// itself is looked at. Apart from its row, whose indexes change with every step: an index of words is dear to
/// change.</summary>
/// <param name="Position">Of the claim.</param>
/// <param name="Words">Null: nothing finds it, since its customer was erased.</param>
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
        // Of one customer there are few claims, whatever the words.
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
