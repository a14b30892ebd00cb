using PosSaga.Carts;
using PosSaga.Journal;
using PosSaga.PaymentSimulator;
using PosSaga.Sagas;
using PosSaga.Tests.Runtime;

namespace PosSaga.Tests.Sagas;

/// <summary>The saga grain among the real ones.</summary>
public abstract class A_saga_runs_off_the_call(GrainHost host)
{
    public sealed class Simulated() : A_saga_runs_off_the_call(GrainHost.Simulator);

    [Collection(GrainWorlds.Name)]
    public sealed class OnACluster() : A_saga_runs_off_the_call(GrainHost.Cluster);

    private readonly SagaSilo _silo = new(host);

    [Fact] public void To_completion_with_money_goods_and_cart_accounted_for() => _silo.Run(async () =>
    {
        var started = await _silo.Start();
        Assert.Equal(SagaState.Pending, started.Value!.State);
        var end = await _silo.Saga.WaitForEnd(TimeSpan.FromSeconds(10));
        Assert.Equal(SagaState.Completed, end!.State);
        Assert.Equal(AccountState.Captured, await _silo.PaymentNow());
        Assert.Equal((8, 0), await _silo.StockOf("CAFE"));
        Assert.Equal((9, 0), await _silo.StockOf("MIEL"));
        Assert.Equal(CartStatus.Ordered, await _silo.CartNow());
        Assert.Equal(
            ["order-saga.started/1", "order-saga.cart-validated/1", "order-saga.stock-reserved/1",
             "order-saga.payment-processed/1", "order-saga.order-confirmed/1", "order-saga.completed/1"],
            (await _silo.Log()).Select(e => e.Type));
    });

    [Fact] public void Every_consequence_names_its_cause_and_who_asked() => _silo.Run(async () =>
    {
        await _silo.Start();
        await _silo.End();
        var metadata = System.Text.Encoding.UTF8.GetString((await _silo.Log("payment/demo/s-1"))[0].Metadata.Span);
        Assert.Contains("\"causation\":\"order-saga/demo/s-1@3\"", metadata, StringComparison.Ordinal);
        Assert.Contains("\"actor\":\"demo-store\"", metadata, StringComparison.Ordinal);
        Assert.Contains("\"correlation\":\"s-1\"", metadata, StringComparison.Ordinal);
        Assert.Contains("\"requestId\":\"r-1\"", metadata, StringComparison.Ordinal);
    });

    [Fact] public void Once_however_often_it_is_started() => _silo.Run(async () =>
    {
        var answers = await Task.WhenAll(_silo.Start(), _silo.Start(), _silo.Start());
        Assert.Single(answers, answer => !answer.Replayed);
        await _silo.End();
        Assert.Equal(SagaState.Completed, (await _silo.Start()).Value!.State);
        Assert.Equal("idempotency-key-reused", (await _silo.Start(fingerprint: "g")).Refusal!.Code);
        Assert.Equal(AccountState.Captured, await _silo.PaymentNow());
    });

    [Fact] public void A_declined_card_leaves_nothing_behind() => _silo.Run(async () =>
    {
        await _silo.Start("tok_declined");
        var end = await _silo.End();
        Assert.Equal((SagaState.Failed, "card-declined", RefusalKind.PaymentDeclined),
            (end.State, end.Failure!.Reason, end.Failure.Kind));
        await NothingLeft();
    });

    [Fact] public void Too_little_of_the_second_product_leaves_nothing_behind() => _silo.Run(async () =>
    {
        await _silo.Start();
        var end = await _silo.End();
        Assert.Equal(
            (SagaState.Failed, "out-of-stock", RefusalKind.OutOfStock),
            (end.State, end.Failure!.Reason, end.Failure.Kind));
        await NothingLeft();
        Assert.Null(await _silo.PaymentNow());
    }, honeys: 11);

    [Fact] public void A_refused_order_voids_the_payment() => _silo.Run(async () =>
    {
        _silo.Refusals.RefuseConfirmations = true;
        await _silo.Start();
        Assert.Equal("order-refused", (await _silo.End()).Failure!.Reason);
        await NothingLeft();
        Assert.Equal(AccountState.Voided, await _silo.PaymentNow());
    });

    [Fact] public void In_the_middle_of_a_payment_it_can_be_asked_how_it_is() => _silo.Run(async () =>
    {
        await _silo.Start("tok_timeout_charged");
        await _silo.Wait(1);
        var asked = _silo.Time.GetTimestamp();
        var now = await _silo.Saga.Get();
        Assert.Equal((SagaState.StockReserved, SagaStep.ProcessPayment), (now!.State, now.Step));
        Assert.True(_silo.Time.GetElapsedTime(asked) < TimeSpan.FromMilliseconds(50));
        Assert.Equal(SagaState.Completed, (await _silo.End()).State);
        Assert.Equal(AccountState.Captured, await _silo.PaymentNow());
    });

    [Fact] public void A_payment_that_was_lost_is_barred() => _silo.Run(async () =>
    {
        await _silo.Start("tok_timeout_lost");
        Assert.Equal("payment-outcome-unknown", (await _silo.End()).Failure!.Reason);
        await NothingLeft();
        Assert.Equal(AccountState.CancelledBeforeArrival, await _silo.PaymentNow());
    });

    [Fact] public void Waiting_is_cut_to_a_slice() => _silo.Run(async () =>
    {
        await _silo.Gateway.Change(new GatewaySettings(LatencyMs: 4_000));
        await _silo.Start();
        var asked = _silo.Time.GetTimestamp();
        Assert.False((await _silo.Saga.WaitForEnd(TimeSpan.FromSeconds(1)))!.StateFinal);
        Assert.InRange(_silo.Time.GetElapsedTime(asked).TotalSeconds, 0.9, 1.1);
        Assert.Null(await _silo.Grains.GetGrain<IOrderSagaGrain>("demo/none").WaitForEnd(TimeSpan.FromSeconds(1)));
    });

    [Fact] public void An_operator_compensates_it_in_the_middle_and_the_late_answer_is_undone() => _silo.Run(async () =>
    {
        await _silo.Gateway.Change(new GatewaySettings(LatencyMs: 2_000));
        await _silo.Start();
        await _silo.Wait(1);
        var command = new OperatorCommand(new Origin("demo", "demo-ops", "s-1"), "customer left");
        Assert.True((await _silo.Saga.Compensate(command)).IsDone);
        Assert.Equal("already-compensating", (await _silo.Saga.Compensate(command)).Refusal!.Code);
        Assert.Equal("operator-compensated", (await _silo.End()).Failure!.Reason);
        await NothingLeft();
        Assert.Equal(AccountState.Voided, await _silo.PaymentNow());
    });

    [Fact] public void A_gateway_that_stays_away_is_waited_for_and_nobody_has_to_act() => _silo.Run(async () =>
    {
        await _silo.Gateway.Change(new GatewaySettings(Outage: true));
        await _silo.Start();
        await _silo.Wait(300);
        var waiting = (await _silo.Saga.Get())!;
        Assert.Equal(
            (SagaState.CompensatingPayment, SagaStep.ProcessPayment, true),
            (waiting.State, waiting.Step, waiting.Undoing));
        Assert.StartsWith("gateway-", waiting.Waiting!.LastError, StringComparison.Ordinal);
        // Neither goods nor cart wait for the money.
        await NothingLeft();
        await _silo.Gateway.Change(GatewaySettings.Usual);
        Assert.Equal(SagaState.Failed, (await _silo.End()).State);
        Assert.DoesNotContain("order-saga.needs-operator/1", (await _silo.Log()).Select(e => e.Type));
    });

    [Fact] public void An_outage_of_the_journal_only_delays_it() => _silo.Run(async () =>
    {
        await _silo.Start();
        _silo.Faults = static (step, _) => step == MemoryStep.Answer ? MemoryFault.None : MemoryFault.FailBefore;
        await _silo.Wait(30);
        _silo.Faults = static (_, _) => MemoryFault.None;
        Assert.Equal(SagaState.Completed, (await _silo.Saga.WaitForEnd(TimeSpan.FromSeconds(10)))!.State);
        Assert.Equal(AccountState.Captured, await _silo.PaymentNow());
    });

    private async Task NothingLeft()
    {
        Assert.Equal((10, 0), await _silo.StockOf("CAFE"));
        Assert.Equal((10, 0), await _silo.StockOf("MIEL"));
        Assert.Equal(CartStatus.Open, await _silo.CartNow());
    }
}
