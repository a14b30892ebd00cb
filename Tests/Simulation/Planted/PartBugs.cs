using PosSaga.Orders;
using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>Small deliberate faults around orders that are shipped and cancelled in parts.</summary>
internal static class PartBugs
{
    private static readonly Func<FaultProfile, FaultProfile> ManyParts = climate => climate with
    {
        Complaints = climate.Complaints is { } complaints
            ? complaints with { Parts = 0.8, Cancellations = 0.6, Shrinkage = 0 }
            : null,
    };

    public static IReadOnlyList<PlantedBug> All { get; } =
    [
        Of("a cancellation takes pieces that were shipped", ShipmentIsForgotten, nameof(PartsOfAnOrderAddUp)),
        Of("each part of a cancellation is rounded by itself, as cash is", EachIsRounded,
            nameof(PartsOfAnOrderAddUp), nameof(NoPieceIsClaimedTwice)),
        Of("the last part of a cancelled order forgets its shipping", ShippingIsForgotten,
            nameof(ACancelledOrderGivesAllBack)),
        new("a shipment that is sent again is another shipment",
            new()
            {
                Journal = (_, j) => new ForgetsKeys(j, k => k.Key.StartsWith("ship-", StringComparison.Ordinal)),
                Climate = ManyParts,
            },
            nameof(PartsOfAnOrderAddUp)) { Story = Story.Refunds },
    ];

    private static PlantedBug Of(string name, Func<object, object> drops, params string[] caughtBy) =>
        new(name, new() { Codec = c => new DropsAField(c, drops), Climate = ManyParts }, caughtBy)
        {
            Story = Story.Refunds,
        };

    private static object ShipmentIsForgotten(object @event) =>
        @event is OrderEvent.PiecesShipped { Fulfilment: Fulfilment.PartlyShipped } shipped
            ? shipped with { Lines = [] }
            : @event;

    private static object EachIsRounded(object @event) => @event switch
    {
        OrderEvent.PiecesCancelled part => part with { Goods = Rounded(part.Goods) },
        OrderEvent.RefundAsked asked =>
            asked with { Refund = asked.Refund with { Goods = Rounded(asked.Refund.Goods) } },
        _ => @event,
    };

    private static ClaimedGoods[] Rounded(IReadOnlyList<ClaimedGoods> goods) =>
        [.. goods.Select(one => one with { Paid = new Money((one.Paid.Amount + 4) / 5 * 5) })];

    private static object ShippingIsForgotten(object @event) => @event is OrderEvent.RefundAsked asked
        ? asked with { Refund = asked.Refund with { Shipping = Money.Zero } }
        : @event;
}
