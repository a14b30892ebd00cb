using System.Text.Json;
using System.Text.Json.Serialization;
using PosSaga.Claims;
using PosSaga.Refunds;

namespace PosSaga.ReadModels;

/// <summary>A claim. Times in microseconds, 0 for never.</summary>
internal sealed class ClaimRow : TenantRow
{
    /// <summary>Journal position of the event that created it; lists are in this order. 0 until then, while the order
    /// is asked whether it has the pieces.</summary>
    public long Position { get; set; }
    public string CustomerId { get; set; } = "";
    public string Type { get; set; } = "";
    public string Urgency { get; set; } = "";
    public string Status { get; set; } = nameof(ClaimStatus.None);
    public string Enrichment { get; set; } = nameof(Claims.Enrichment.None);
    public string Pieces { get; set; } = nameof(ClaimPieces.None);
    public int HasOrder { get; set; }
    public string? RefundStatus { get; set; }

    /// <summary>The claim's pending action.</summary>
    public string Errand { get; set; } = nameof(ClaimPendingAction.None);
    public string? AssignedAgent { get; set; }

    /// <summary>Null once the customer was erased; so is the resolution, and no search finds the claim.</summary>
    public string? Description { get; set; }
    public string? Resolution { get; set; }
    public int Erased { get; set; }
    public string? OrderId { get; set; }
    public string? StoreId { get; set; }
    public string? PaymentId { get; set; }

    /// <summary>See <see cref="ClaimLines"/>.</summary>
    public string Lines { get; set; } = ClaimLines.None;
    public long CreatedAt { get; set; }
    public long AssignedAt { get; set; }
    public long StartedAt { get; set; }
    public long ResolvedAt { get; set; }
    public long ClosedAt { get; set; }
    public long ReopenedAt { get; set; }
    public long WithdrawnAt { get; set; }
    public long RefundRequestedAt { get; set; }
    public long UpdatedAt { get; set; }
    public long Version { get; set; }

    public static readonly Table<ClaimRow> Table = new(
        "claims",
        new TextColumn<ClaimRow>("tenant", row => row.Tenant),
        new TextColumn<ClaimRow>("id", row => row.Id),
        new LongColumn<ClaimRow>("position", row => row.Position),
        new TextColumn<ClaimRow>("customer_id", row => row.CustomerId),
        new TextColumn<ClaimRow>("type", row => row.Type),
        new TextColumn<ClaimRow>("urgency", row => row.Urgency),
        new TextColumn<ClaimRow>("status", row => row.Status),
        new TextColumn<ClaimRow>("enrichment", row => row.Enrichment),
        new TextColumn<ClaimRow>("pieces", row => row.Pieces),
        new IntColumn<ClaimRow>("has_order", row => row.HasOrder),
        new TextColumn<ClaimRow>("refund_status", row => row.RefundStatus),
        new TextColumn<ClaimRow>("errand", row => row.Errand),
        new TextColumn<ClaimRow>("assigned_agent", row => row.AssignedAgent),
        new TextColumn<ClaimRow>("description", row => row.Description),
        new TextColumn<ClaimRow>("resolution", row => row.Resolution),
        new IntColumn<ClaimRow>("erased", row => row.Erased),
        new TextColumn<ClaimRow>("order_id", row => row.OrderId),
        new TextColumn<ClaimRow>("store_id", row => row.StoreId),
        new TextColumn<ClaimRow>("payment_id", row => row.PaymentId),
        new TextColumn<ClaimRow>("lines", row => row.Lines),
        new LongColumn<ClaimRow>("created_at", row => row.CreatedAt),
        new LongColumn<ClaimRow>("assigned_at", row => row.AssignedAt),
        new LongColumn<ClaimRow>("started_at", row => row.StartedAt),
        new LongColumn<ClaimRow>("resolved_at", row => row.ResolvedAt),
        new LongColumn<ClaimRow>("closed_at", row => row.ClosedAt),
        new LongColumn<ClaimRow>("reopened_at", row => row.ReopenedAt),
        new LongColumn<ClaimRow>("withdrawn_at", row => row.WithdrawnAt),
        new LongColumn<ClaimRow>("refund_requested_at", row => row.RefundRequestedAt),
        new LongColumn<ClaimRow>("updated_at", row => row.UpdatedAt),
        new LongColumn<ClaimRow>("version", row => row.Version))
    {
        KeyColumns = 2,
        Indexes = new Dictionary<string, string>
        {
            ["newest"] = "(tenant, position desc)",
            ["status"] = "(tenant, status, position desc)",
            ["type"] = "(tenant, type, position desc)",
            ["customer"] = "(tenant, customer_id, position desc)",
            ["agent"] = "(tenant, assigned_agent, position desc) where assigned_agent is not null",
            ["errands"] = "(tenant, id) where errand <> 'None'",
        },
    };
}

/// <param name="Name">Null, like <paramref name="Paid"/>, until the order has been read.</param>
internal sealed record ClaimedLine(string Sku, int Quantity, Condition Condition, string? Name, Money? Paid)
{
    public ClaimedGoods ToGoods() => new(Sku, Name!, Quantity, Condition, Paid!.Value);
}

/// <summary>A claim's or refund's lines as JSON in its row: they are only read together with it.</summary>
internal static class ClaimLines
{
    public const string None = "[]";

    public static string Of(IReadOnlyList<ClaimLine> lines) => Text(
        lines.Select(line => new ClaimedLine(line.Sku, line.Quantity, line.Condition, null, null)));

    public static string Of(IReadOnlyList<ClaimedGoods> goods) => Text(
        goods.Select(one => new ClaimedLine(one.Sku, one.Quantity, one.Condition, one.Name, one.Paid)));

    public static IReadOnlyList<ClaimedLine> Parse(string text) =>
        text == None ? [] : JsonSerializer.Deserialize(text, ClaimLinesJson.Default.ClaimedLineArray)!;

    private static string Text(IEnumerable<ClaimedLine> lines) =>
        JsonSerializer.Serialize([.. lines], ClaimLinesJson.Default.ClaimedLineArray);
}

[JsonSourceGenerationOptions(
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ClaimedLine[]))]
internal sealed partial class ClaimLinesJson : JsonSerializerContext;

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
