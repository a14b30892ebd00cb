using PosSaga.ReadModels.Storage;

namespace PosSaga.ReadModels.Projections;

/// <summary>The words by which a claim is found, apart from its row: the row changes with every step, its words hardly
/// ever, and an index of words is dear to change.</summary>
/// <param name="Position">Of the claim.</param>
/// <param name="Tenant">Here, too, so that a page is full before any claim is looked at.</param>
/// <param name="Words">Null: nothing finds it, since its customer was erased.</param>
internal readonly record struct ClaimText(long Position, string Tenant, string? Words)
{
    public static readonly Table<ClaimText> Table = new(
        "claim_texts",
        new LongColumn<ClaimText>("position", text => text.Position),
        new TextColumn<ClaimText>("tenant", text => text.Tenant),
        new TextColumn<ClaimText>("words", text => text.Words, ColumnType.Words))
    {
        KeyColumns = 1,
        Search = "words",
    };

    public static ClaimText Of(ClaimRow row) => new(row.Position, row.Tenant, row.Erased == 1 ? null : SearchWords.Of(
    [
        row.Description, row.Resolution, row.CustomerId, row.OrderId,
        .. ClaimLines.Parse(row.Lines).Select(line => line.Sku),
    ]));
}
