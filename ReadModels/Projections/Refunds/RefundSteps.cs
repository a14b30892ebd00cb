using System.Globalization;
using PosSaga.Refunds;

namespace PosSaga.ReadModels.Projections;

/// <summary>A refund's steps as text in its row, <c>Requested@1 Reserved@2</c>: only ever read together.</summary>
internal static class RefundSteps
{
    public static string Add(string steps, RefundStatus step, DateTimeOffset at) => string.Create(
        CultureInfo.InvariantCulture, $"{steps}{(steps.Length == 0 ? "" : " ")}{step}@{Micros.Of(at)}");

    public static IReadOnlyList<RefundStep> Parse(string steps) =>
        [.. steps.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(step => step.Split('@'))
            .Select(parts => new RefundStep(Enum.Parse<RefundStatus>(parts[0]), Time(parts[1])))];

    private static DateTimeOffset Time(string micros) => Micros.ToTime(long.Parse(micros, CultureInfo.InvariantCulture));
}
