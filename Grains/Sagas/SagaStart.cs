using PosSaga.EventSourcing;
using PosSaga.Journal;

namespace PosSaga.Sagas;

/// <summary>The start of a saga: once, whoever repeats it.</summary>
public static class SagaStart
{
    /// <param name="id">The saga's, which is the order's.</param>
    public static Decision<OrderSagaEvent> Decide(OrderSaga saga, StartOrderSaga start, string id, DateTimeOffset at) =>
        saga.Request switch
        {
            null => Decision<OrderSagaEvent>.Record(Started(start, id, at)),
            { } request when request.Fingerprint == start.Fingerprint => Decision<OrderSagaEvent>.Replay,
            _ => Decision<OrderSagaEvent>.Refuse(SagaRefusals.KeyReused),
        };

    private static OrderSagaEvent.Started Started(StartOrderSaga start, string id, DateTimeOffset at)
    {
        var tenant = start.Origin.Tenant;
        var subject = start.CustomerId is { } customer ? $"{tenant}/customer/{customer}" : $"{tenant}/order/{id}";
        return new OrderSagaEvent.Started(
            start.CartId, start.CustomerId,
            start.Contact is { } contact ? new Personal<Contact>(subject, contact) : null,
            start.ShipTo?.Province,
            start.ShipTo is { } address ? new Personal<ShipTo>(subject, address) : null,
            start.ExpectedTotal, start.Method, start.Token, start.Fingerprint,
            start.Origin.Actor, start.Origin.RequestId, start.Origin.Trace) { At = at };
    }
}
