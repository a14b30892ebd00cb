using PosSaga.Payments;

namespace PosSaga.Api;

/// <summary>Payments are made by orders and refunds; here they are only read.</summary>
internal static class Payments
{
    public static void MapPayments(this IEndpointRouteBuilder api)
    {
        var payments = api.MapGroup("/payments").WithTags("Payments");
        payments.MapGet("/{id:id}", Get).WithName("getPayment")
            .WithSummary("A payment, always current").ResponseExample(PaymentBody.Example)
            .VersionHeaders().ProducesProblems(404);
    }

    private static async Task<IResult> Get(string id, Caller caller, IGrainFactory grains) =>
        WireResult.Found(
            await caller.Grain<IPaymentGrain>(grains, id).Get(), PaymentBody.Of, payment => payment.Version);
}

internal sealed record PaymentBody(
    string Id, string OrderId, PaymentStatus Status, MoneyBody Authorised, MoneyBody Captured, MoneyBody Refunded,
    MoneyBody ReservedForRefund, MoneyBody Refundable)
{
    public static PaymentBody Example { get; } = new(
        OrderBody.Example.Id, OrderBody.Example.Id, PaymentStatus.Captured, new(2987, "CAD"), new(2987, "CAD"),
        new(0, "CAD"), new(0, "CAD"), new(2987, "CAD"));

    public static PaymentBody Of(PaymentView p) => new(
        p.Id, p.OrderId, p.Status, MoneyBody.Of(p.Authorised), MoneyBody.Of(p.Captured), MoneyBody.Of(p.Refunded),
        MoneyBody.Of(p.ReservedForRefund), MoneyBody.Of(p.Refundable));
}
