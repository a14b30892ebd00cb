namespace PosSaga.ReadModels;

/// <summary>An order and its saga, which share their id. Times in microseconds, amounts in minor units.</summary>
internal sealed class OrderRow : TenantRow
{
    public string Status { get; set; } = "";
    public string Step { get; set; } = "";
    public string Fulfilment { get; set; } = nameof(Orders.Fulfilment.None);

    /// <summary>See <see cref="OrderParts"/>.</summary>
    public string Parts { get; set; } = "";

    /// <summary>Of the last cancellation; null while nothing was cancelled.</summary>
    public string? RefundId { get; set; }
    public string? RefundStatus { get; set; }
    public string? RefundFailure { get; set; }
    public int RefundAttempt { get; set; } = 1;
    public string? StoreId { get; set; }
    public string? CustomerId { get; set; }
    public long Subtotal { get; set; }
    public long Tax { get; set; }
    public long Shipping { get; set; }
    public long Total { get; set; }
    public string Currency { get; set; } = Money.Cad;

    /// <summary>Journal position of the event that has the lines, which queries read from there.</summary>
    public long CartPosition { get; set; }
    public string? PaymentId { get; set; }
    public string? FailureStep { get; set; }
    public string? FailureReason { get; set; }
    public string? FailureKind { get; set; }
    public string? FailureDetail { get; set; }
    public int Attempts { get; set; }

    /// <summary>Steps whose undo, or finish, got no answer and is tried again, one bit each.</summary>
    public int Waits { get; set; }

    /// <summary>Steps to undo that need no operator, one bit each: they go on while an operator settles
    /// another.</summary>
    public int UndoLeft { get; set; }

    /// <summary>Of the first of those that wait; 0 when nothing waits.</summary>
    public long WaitingSince { get; set; }

    /// <summary>Of the last that failed; 0 when nothing waits.</summary>
    public long NextAttempt { get; set; }
    public string? LastError { get; set; }
    public long CreatedAt { get; set; }
    public long UpdatedAt { get; set; }
    public long Since { get; set; }

    /// <summary>Steps that succeeded after their saga had given them up and are not undone yet, one bit each.</summary>
    public int LateSteps { get; set; }

    /// <summary>1 once nothing is left to do, not even for a late success.</summary>
    public int Finished { get; set; }
    public long SagaVersion { get; set; }
    public long OrderVersion { get; set; }

    public static readonly Table<OrderRow> Table = new(
        "orders",
        new TextColumn<OrderRow>("tenant", row => row.Tenant),
        new TextColumn<OrderRow>("id", row => row.Id),
        new TextColumn<OrderRow>("status", row => row.Status),
        new TextColumn<OrderRow>("step", row => row.Step),
        new TextColumn<OrderRow>("fulfilment", row => row.Fulfilment),
        new TextColumn<OrderRow>("parts", row => row.Parts),
        new TextColumn<OrderRow>("refund_id", row => row.RefundId),
        new TextColumn<OrderRow>("refund_status", row => row.RefundStatus),
        new TextColumn<OrderRow>("refund_failure", row => row.RefundFailure),
        new IntColumn<OrderRow>("refund_attempt", row => row.RefundAttempt),
        new TextColumn<OrderRow>("store_id", row => row.StoreId),
        new TextColumn<OrderRow>("customer_id", row => row.CustomerId),
        new LongColumn<OrderRow>("subtotal", row => row.Subtotal),
        new LongColumn<OrderRow>("tax", row => row.Tax),
        new LongColumn<OrderRow>("shipping", row => row.Shipping),
        new LongColumn<OrderRow>("total", row => row.Total),
        new TextColumn<OrderRow>("currency", row => row.Currency),
        new LongColumn<OrderRow>("cart_position", row => row.CartPosition),
        new TextColumn<OrderRow>("payment_id", row => row.PaymentId),
        new TextColumn<OrderRow>("failure_step", row => row.FailureStep),
        new TextColumn<OrderRow>("failure_reason", row => row.FailureReason),
        new TextColumn<OrderRow>("failure_kind", row => row.FailureKind),
        new TextColumn<OrderRow>("failure_detail", row => row.FailureDetail),
        new IntColumn<OrderRow>("attempts", row => row.Attempts),
        new IntColumn<OrderRow>("waits", row => row.Waits),
        new IntColumn<OrderRow>("undo_left", row => row.UndoLeft),
        new LongColumn<OrderRow>("waiting_since", row => row.WaitingSince),
        new LongColumn<OrderRow>("next_attempt", row => row.NextAttempt),
        new TextColumn<OrderRow>("last_error", row => row.LastError),
        new LongColumn<OrderRow>("created_at", row => row.CreatedAt),
        new LongColumn<OrderRow>("updated_at", row => row.UpdatedAt),
        new LongColumn<OrderRow>("since", row => row.Since),
        new IntColumn<OrderRow>("late_steps", row => row.LateSteps),
        new IntColumn<OrderRow>("finished", row => row.Finished),
        new LongColumn<OrderRow>("saga_version", row => row.SagaVersion),
        new LongColumn<OrderRow>("order_version", row => row.OrderVersion))
    {
        KeyColumns = 2,
        Indexes = new Dictionary<string, string>
        {
            // None has a column that changes while a saga runs, so those updates need not touch an index.
            ["newest"] = "(tenant, created_at desc, id desc)",
            ["customer"] = "(tenant, customer_id, created_at desc, id desc) where customer_id is not null",
            ["unfinished"] = "(tenant, id) where finished = 0",
        },
    };
}
