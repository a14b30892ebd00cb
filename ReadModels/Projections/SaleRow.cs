namespace PosSaga.ReadModels;

/// <summary>A sale at a till. Times in microseconds. Its lines, taxes and tenders are read from the journal.</summary>
internal sealed class SaleRow : TenantRow
{
    public string StoreId { get; set; } = "";
    public string RegisterId { get; set; } = "";
    public string CashierId { get; set; } = "";
    public string? CustomerId { get; set; }
    public string Status { get; set; } = nameof(Sagas.SagaState.None);

    /// <summary>As on the receipt; null until it is sold.</summary>
    public string? Number { get; set; }
    public long Total { get; set; }
    public string? FailureStep { get; set; }
    public string? FailureReason { get; set; }
    public string? FailureKind { get; set; }
    public string? FailureDetail { get; set; }
    public string? OperatorReason { get; set; }
    public long CreatedAt { get; set; }
    public long UpdatedAt { get; set; }

    /// <summary>Of what got no answer; 0 where nothing waits.</summary>
    public long NextAttempt { get; set; }

    /// <summary>Steps with a late success that is not undone yet, by their places.</summary>
    public int LateSteps { get; set; }
    public int Finished { get; set; }

    /// <summary>1 once it was given back.</summary>
    public int Voided { get; set; }

    /// <summary>Of the event that says what it comes to; 0 until there is one.</summary>
    public long PricedPosition { get; set; }
    public long Version { get; set; }

    public static readonly Table<SaleRow> Table = new(
        "sales",
        new TextColumn<SaleRow>("tenant", row => row.Tenant),
        new TextColumn<SaleRow>("id", row => row.Id),
        new TextColumn<SaleRow>("store_id", row => row.StoreId),
        new TextColumn<SaleRow>("register_id", row => row.RegisterId),
        new TextColumn<SaleRow>("cashier_id", row => row.CashierId),
        new TextColumn<SaleRow>("customer_id", row => row.CustomerId),
        new TextColumn<SaleRow>("status", row => row.Status),
        new TextColumn<SaleRow>("number", row => row.Number),
        new LongColumn<SaleRow>("total", row => row.Total),
        new TextColumn<SaleRow>("failure_step", row => row.FailureStep),
        new TextColumn<SaleRow>("failure_reason", row => row.FailureReason),
        new TextColumn<SaleRow>("failure_kind", row => row.FailureKind),
        new TextColumn<SaleRow>("failure_detail", row => row.FailureDetail),
        new TextColumn<SaleRow>("operator_reason", row => row.OperatorReason),
        new LongColumn<SaleRow>("created_at", row => row.CreatedAt),
        new LongColumn<SaleRow>("updated_at", row => row.UpdatedAt),
        new LongColumn<SaleRow>("next_attempt", row => row.NextAttempt),
        new IntColumn<SaleRow>("late_steps", row => row.LateSteps),
        new IntColumn<SaleRow>("finished", row => row.Finished),
        new IntColumn<SaleRow>("voided", row => row.Voided),
        new LongColumn<SaleRow>("priced_position", row => row.PricedPosition),
        new LongColumn<SaleRow>("version", row => row.Version))
    {
        KeyColumns = 2,
        Indexes = new Dictionary<string, string>
        {
            ["newest"] = "(tenant, created_at desc, id desc)",
            ["by_store"] = "(tenant, store_id, created_at desc, id desc)",
            ["by_number"] = "(tenant, number) where number is not null",
            ["unfinished"] = "(tenant, id) where finished = 0",
        },
    };
}
