using System.Globalization;
using PosSaga.Refunds;

namespace PosSaga.ReadModels;

/// <summary>A refund. Times in microseconds, amounts in minor units.</summary>
internal sealed class RefundRow : TenantRow
{
    public string? ClaimId { get; set; }
    public string OrderId { get; set; } = "";
    public string Status { get; set; } = "";

    /// <summary>The last attempt, from 1.</summary>
    public int Attempt { get; set; } = 1;

    /// <summary>1 once the amounts are known.</summary>
    public int HasAmounts { get; set; }
    public long Goods { get; set; }
    public long Fee { get; set; }
    public long Tax { get; set; }
    public long Amount { get; set; }
    public string Currency { get; set; } = Money.Cad;

    /// <summary>See <see cref="ClaimLines"/>.</summary>
    public string Lines { get; set; } = ClaimLines.None;

    /// <summary>See <see cref="RefundSteps"/>.</summary>
    public string Steps { get; set; } = "";
    public string? Failure { get; set; }
    public string? OperatorReason { get; set; }

    /// <summary>Since when an outage is being waited out; 0 when none is.</summary>
    public long WaitingSince { get; set; }

    /// <summary>When the payment is asked again; 0 when nothing waits.</summary>
    public long NextAttempt { get; set; }

    /// <summary>Of the last attempt at what waits.</summary>
    public string? LastError { get; set; }
    public long RequestedAt { get; set; }

    /// <summary>Of the last event, of whichever participant.</summary>
    public long UpdatedAt { get; set; }

    /// <summary>1 once it is completed or failed.</summary>
    public int Finished { get; set; }

    /// <summary>Number of the record's events folded.</summary>
    public long Version { get; set; }

    /// <summary>Position of the last event folded: a version would not do, the events are of several streams of one
    /// partition.</summary>
    public long Seen { get; set; }

    public static readonly Table<RefundRow> Table = new(
        "refunds",
        new TextColumn<RefundRow>("tenant", row => row.Tenant),
        new TextColumn<RefundRow>("id", row => row.Id),
        new TextColumn<RefundRow>("claim_id", row => row.ClaimId),
        new TextColumn<RefundRow>("order_id", row => row.OrderId),
        new TextColumn<RefundRow>("status", row => row.Status),
        new IntColumn<RefundRow>("attempt", row => row.Attempt),
        new IntColumn<RefundRow>("has_amounts", row => row.HasAmounts),
        new LongColumn<RefundRow>("goods", row => row.Goods),
        new LongColumn<RefundRow>("fee", row => row.Fee),
        new LongColumn<RefundRow>("tax", row => row.Tax),
        new LongColumn<RefundRow>("amount", row => row.Amount),
        new TextColumn<RefundRow>("currency", row => row.Currency),
        new TextColumn<RefundRow>("lines", row => row.Lines),
        new TextColumn<RefundRow>("steps", row => row.Steps),
        new TextColumn<RefundRow>("failure", row => row.Failure),
        new TextColumn<RefundRow>("operator_reason", row => row.OperatorReason),
        new LongColumn<RefundRow>("waiting_since", row => row.WaitingSince),
        new LongColumn<RefundRow>("next_attempt", row => row.NextAttempt),
        new TextColumn<RefundRow>("last_error", row => row.LastError),
        new LongColumn<RefundRow>("requested_at", row => row.RequestedAt),
        new LongColumn<RefundRow>("updated_at", row => row.UpdatedAt),
        new IntColumn<RefundRow>("finished", row => row.Finished),
        new LongColumn<RefundRow>("version", row => row.Version),
        new LongColumn<RefundRow>("seen", row => row.Seen))
    {
        KeyColumns = 2,
        Indexes = new Dictionary<string, string>
        {
            ["newest"] = "(tenant, requested_at desc, id desc)",
            ["unfinished"] = "(tenant, id) where finished = 0",
            // Nearly all are completed, so those are found quickly by "newest".
            ["others"] =
                $"(tenant, status, requested_at desc, id desc) where status <> '{nameof(RefundStatus.Completed)}'",
        },
    };
}

/// <summary>A refund's steps as text in its row, <c>Requested@1 Reserved@2</c>: they are only read together.</summary>
internal static class RefundSteps
{
    public static string Add(string steps, RefundStatus step, DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"{steps}{(steps.Length == 0 ? "" : " ")}{step}@{Micros.Of(at)}");

    public static IReadOnlyList<RefundStep> Parse(string steps) =>
        [.. steps.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(step => step.Split('@'))
            .Select(parts => new RefundStep(Enum.Parse<RefundStatus>(parts[0]), Time(parts[1])))];

    private static DateTimeOffset Time(string micros) =>
        Micros.ToTime(long.Parse(micros, CultureInfo.InvariantCulture));
}
