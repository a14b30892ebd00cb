using PosSaga.Carts;
using PosSaga.Orders;
using PosSaga.Payments;
using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Completed, Failed or NeedsOperator, without anybody asking.</summary>
internal sealed class EverySagaEnds : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from s in evidence.World.Restless
        select $"saga {s.Key} stood at {s.Value.State} with {s.Value.Done} done, since {s.Value.UpdatedAt:HH:mm:ss}";
}

/// <summary>From every place where a saga waits for a person a word of that person leads on to its end: after three
/// rounds of retries in good weather none is left, unless nobody looked after it.</summary>
internal sealed class APersonsWordLeadsOn : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from told in evidence.Sagas.Values
        where !evidence.World.Climate.OperatorsLeaveSome && told.End.State == SagaState.NeedsOperator
        select $"saga {told.Id} still needs an operator: {told.End.OperatorReason}";
}

/// <summary>No step that can be undone is tried more often than its limit without a person's word.</summary>
internal sealed class PatienceIsLimited : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from told in evidence.Sagas.Values
        from e in told.Events
        let failed = e.Event as OrderSagaEvent.AttemptFailed
        where failed is { Undo: false }
        where failed.Attempt > OrderSteps.Steps.Single(s => s.Name == failed.Step).Attempts
        select $"saga {told.Id}: {failed.Step} was tried {failed.Attempt} times";
}

/// <summary>An outage is nobody's work: a person is called when it has lasted a day, and no run lasts so long.</summary>
internal sealed class NobodyIsCalledForAnOutage : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from told in evidence.Sagas.Values
        where !evidence.World.Climate.Impatient
        from e in told.Events
        let called = e.Event as OrderSagaEvent.NeedsOperator
        where called?.Reason == "unanswered-for-a-day"
        select $"saga {told.Id}: a person was called to {called.Step}";
}

/// <summary>An order exists exactly where the saga completed; where a person decides, it may.</summary>
internal sealed class OrdersAreOfCompletedSagas : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, saga) in evidence.Ends.Where(s => evidence.IsFinished(s.Id)))
        {
            var order = evidence.Orders.GetValueOrDefault(id)?.End;
            var exists = order is { Exists: true, Fulfilment: not Fulfilment.Cancelled } or { WasCancelled: true };
            if (exists != (saga.State == SagaState.Completed))
                yield return $"saga {id} is {saga.State}, its order {(exists ? "exists" : "does not exist")}";
        }

        foreach (var (id, order) in evidence.Orders)
            if (order.Events.Count(e => e.Event is OrderEvent.Confirmed) is > 1 and var times)
                yield return $"order {id} was confirmed {times} times";

        foreach (var (id, order) in evidence.Orders)
            if (order.End.Exists && !evidence.Sagas.ContainsKey(id))
                yield return $"order {id} has no saga";
    }
}

/// <summary>No order is confirmed before its payment is authorised.</summary>
internal sealed class AnOrderIsPaidBeforeItStands : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, order) in evidence.Orders)
            foreach (var confirmed in order.Events.Where(e => e.Event is OrderEvent.Confirmed))
                if (!(evidence.Payments.GetValueOrDefault(id)?.Events.Exists(p =>
                    p.Event is PaymentEvent.Authorised && p.Recorded.Position < confirmed.Recorded.Position) ?? false))
                    yield return $"order {id} was confirmed at position {confirmed.Recorded.Position} "
                        + "and not yet paid for";
    }
}

/// <summary>Shipping and tax are those of the address that was given, or of the store.</summary>
internal sealed class TheTotalIsOfWhatWasAsked : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, saga) in evidence.Ends)
        {
            if (saga.Cart is not { } cart || saga.Request is not { } request)
                continue;
            var asked = evidence.World.Diary.Asked[id].Find(r => r.Fingerprint == request.Fingerprint);
            var province = asked?.ShipTo?.Province ?? evidence.Carts[request.CartId].End.Province;
            var price = Pricing.Price([.. cart.Lines], province, shipped: asked?.ShipTo is not null);
            if (price.Total != cart.Total)
                yield return $"saga {id} costs {cart.Total}, what was asked for costs {price.Total}";
        }
    }
}
