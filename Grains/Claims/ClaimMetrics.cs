using System.Diagnostics.Metrics;
using System.Text.Json;

namespace PosSaga.Claims;

/// <summary>The claims' metrics, under the names that the operators know. Labels are statuses and kinds of errors:
/// never an id.</summary>
internal static class ClaimMetrics
{
    private static readonly Meter Meter = new("PosSaga");

    private static readonly Counter<long> CreatedTotal = Meter.CreateCounter<long>("claims_created_total");
    private static readonly Counter<long> MovesTotal = Meter.CreateCounter<long>("claims_status_changes_total");

    private static readonly Counter<long> UnansweredTotal = Meter.CreateCounter<long>(
        "claims_unanswered_total",
        description: "A claim got no answer from its order, or from the journal; it asks again.");

    private static readonly string[] Names =
        [.. Enum.GetNames<ClaimStatus>().Select(JsonNamingPolicy.CamelCase.ConvertName)];

    public static void Moved(ClaimStatus from, ClaimStatus to)
    {
        if (from == ClaimStatus.None && to != ClaimStatus.None)
            CreatedTotal.Add(1);
        else if (from != to)
            MovesTotal.Add(1, new("from_status", Names[(int)from]), new("to_status", Names[(int)to]));
    }

    public static void Unanswered(string errorType) =>
        UnansweredTotal.Add(1, new KeyValuePair<string, object?>("error_type", errorType));
}
