using Microsoft.Extensions.Logging;
using PosSaga.Orders;
using PosSaga.Sagas;

namespace PosSaga.Claims;

/// <summary>What a claim asks its order. That an order does not answer is one answer more: no customer is sent away for
/// it.</summary>
internal sealed class OrderEnquiry(IGrainFactory grains, TimeProvider clock, ILogger log)
{
    // Somebody stands at the counter; loading an order takes milliseconds.
    private static readonly TimeSpan Within = TimeSpan.FromSeconds(2);

    /// <summary>Holds nothing.</summary>
    public Task<OrderReading> WouldHold(string orderId, HoldForClaim command) =>
        Ask(orderId, command, order => order.PreviewHold(command));

    public Task<OrderReading> Hold(string orderId, HoldForClaim command) =>
        Ask(orderId, command, order => order.HoldForClaim(command));

    /// <summary>False where it is not known whether the order heard it.</summary>
    public async Task<bool> LetGo(string orderId, ReleaseHold command)
    {
        try
        {
            // An order that does not exist holds nothing.
            var answer = await Order(command.Origin.Tenant, orderId).ReleaseHold(command).WaitAsync(Within, clock);
            return answer.IsDone || answer.Refusal!.Kind == RefusalKind.NotFound;
        }
        catch (Exception error)
        {
            Unanswered(orderId, error);
            return false;
        }
    }

    private async Task<OrderReading> Ask(
        string orderId, HoldForClaim command, Func<IOrderGrain, Task<CommandResult<ClaimHoldContent>>> question)
    {
        var tenant = command.Origin.Tenant;
        try
        {
            var answer = await question(Order(tenant, orderId)).WaitAsync(Within, clock);
            return answer.Refusal switch
            {
                null                              => new OrderReading.Fits(answer.Value!),
                { Kind: RefusalKind.NotFound }    => await AskSaga(tenant, orderId),
                { Kind: RefusalKind.Unavailable } => new OrderReading.Unreadable(),
                { } no                            => new OrderReading.Refused(no),
            };
        }
        catch (Exception error)
        {
            // A database that is away, a silo that died, a time-out, a defect of that order: none of them is the
            // claim's.
            Unanswered(orderId, error);
            return new OrderReading.Unreadable();
        }
    }

    /// <summary>Before its confirmation an order is its saga's business.</summary>
    private async Task<OrderReading> AskSaga(string tenant, string orderId)
    {
        var saga = await grains.GetGrain<IOrderSagaGrain>(GrainKeys.Of(tenant, orderId)).Get().WaitAsync(Within, clock);
        return saga switch
        {
            null                           => new OrderReading.Refused(ClaimRefusals.NoSuchOrder),
            { State: SagaState.Failed }    => new OrderReading.Refused(ClaimRefusals.OrderFailed),
            // Confirmed between the two questions: the next look finds it.
            { State: SagaState.Completed } => new OrderReading.Unreadable(),
            _                              => new OrderReading.UnderWay(),
        };
    }

    private IOrderGrain Order(string tenant, string orderId) =>
        grains.GetGrain<IOrderGrain>(GrainKeys.Of(tenant, orderId));

    private void Unanswered(string orderId, Exception error)
    {
        ClaimMetrics.Unanswered(error.GetType().Name);
        log.LogWarning(error, "The order {Order} of a claim brought no answer", orderId);
    }
}
