using PosSaga.Load;
using static PosSaga.Tests.Load.BookCheckerTests;

namespace PosSaga.Tests.Load;

/// <summary>Sound books with one thing wrong.</summary>
internal static class PlantedBooks
{
    public static BookSet With(BookSet sound, string planted) => planted switch
    {
        "a saga that stands still" => Orders(sound, Order("o1", "stockReserved")),
        "a list that lags" => Orders(sound, Order("o1", "completed") with { ListedStatus = "pending" }),
        "an order answered 201 that failed" => Orders(sound, Order("o1", "failed")),
        "an order answered 402 that completed" => Orders(sound, Order("o2", "completed")),
        "an answered order that is gone" => sound with { Orders = [.. sound.Orders.Where(o => o.Id != "o1")] },
        "a capture that is missing" => Payments(sound, Captured("o1") with { CapturedCents = 0 }),
        "a capture of a failed order" => Payments(sound, Captured("o2")),
        "a hold that was never given back" => Payments(sound, new BookedPayment("o2", "authorised", 0, 0)),
        "a capture that is a cent off" => Payments(sound, Captured("o1") with { CapturedCents = 1001 }),
        "a total other than answered" =>
            sound with { Placed = [sound.Placed[0] with { TotalCents = 999 }, .. sound.Placed.Skip(1)] },
        "a capture for nothing" => sound with { Payments = [.. sound.Payments, Captured("o9")] },
        "a gateway that charged twice" => Gateway(sound, Charge("o1") with { Authorisations = 2 }),
        "a gateway that kept a failed order's money" => Gateway(sound, Charge("o2")),
        "a gateway that still holds" => Gateway(sound, Charge("o2") with { HeldCents = 1000, CapturedCents = 0 }),
        "a gateway that never heard of it" =>
            sound with { Gateway = [.. sound.Gateway!.Where(c => c.PaymentId != "o1")] },
        "a charge for an unknown order" =>
            sound with { Gateway = [.. sound.Gateway!, Charge("o9") with { HeldCents = 1000, CapturedCents = 0 }] },
        "a reservation left over" => sound with { Stock = [sound.Stock[0] with { Reserved = 2 }] },
        "stock deducted twice" => sound with { Stock = [sound.Stock[0] with { OnHand = 94 }] },
        "stock never deducted" => sound with { Stock = [sound.Stock[0] with { OnHand = 98 }] },
        "a cart ordered twice" =>
            sound with { Placed = [.. sound.Placed, sound.Placed[0] with { Key = "k9", OrderId = "o3" }] },
        "one order for two keys" => sound with { Placed = [.. sound.Placed, sound.Placed[0] with { Key = "k9" }] },
        "a repeat that made another order" =>
            sound with { Placed = [sound.Placed[0] with { Repeat = new(201, "o9", true) }, .. sound.Placed.Skip(1)] },
        "a repeat that is not marked" =>
            sound with { Placed = [sound.Placed[0] with { Repeat = new(201, "o1", false) }, .. sound.Placed.Skip(1)] },
        "orders nobody asked for" => sound with { Orders = [.. sound.Orders, Order("o9", "failed")] },
        "an order listed twice" => sound with { Orders = [.. sound.Orders, sound.Orders[0]] },
        "two payments of one order" => sound with { Payments = [.. sound.Payments, sound.Payments[0]] },
        _ => throw new ArgumentOutOfRangeException(nameof(planted), planted, "Nobody knows how to plant that."),
    };

    private static BookSet Orders(BookSet sound, BookedOrder wrong) =>
        sound with { Orders = [.. sound.Orders.Select(o => o.Id == wrong.Id ? wrong : o)] };

    private static BookSet Payments(BookSet sound, BookedPayment wrong) =>
        sound with { Payments = [.. sound.Payments.Select(p => p.OrderId == wrong.OrderId ? wrong : p)] };

    private static BookSet Gateway(BookSet sound, GatewayCharge wrong) =>
        sound with { Gateway = [.. sound.Gateway!.Select(c => c.PaymentId == wrong.PaymentId ? wrong : c)] };
}
