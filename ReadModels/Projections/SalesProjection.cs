using PosSaga.Journal;
using PosSaga.Sagas;
using PosSaga.Sales;

namespace PosSaga.ReadModels;

/// <summary>Sales at tills, also those that failed.</summary>
internal sealed class SalesFold(IEventCodec codec) : Fold<SaleRow>(codec, SaleRow.Table)
{
    public static readonly Projection Projection =
        new(Models.Sales, SchemaVersion: 1, [SaleRow.Table], codec => new SalesFold(codec));

    public override bool Handles(string eventType) => eventType.StartsWith("sale.", StringComparison.Ordinal);

    public override async ValueTask Apply(RecordedEvent e, CancellationToken cancellation)
    {
        var row = Rows.Get(KeyOf(e));
        if (e.Version <= row.Version)
            return;
        var sale = (SaleEvent)await Codec.Decode(e.Type, e.Data, cancellation);
        Note(row, sale, e.Position);
        var state = SaleStates.After(Enum.Parse<SagaState>(row.Status), sale);
        row.Status = state.ToString();
        row.Finished = state == SagaState.Completed || (state == SagaState.Failed && row.LateSteps == 0) ? 1 : 0;
        row.UpdatedAt = Math.Max(row.UpdatedAt, Micros.Of(sale.At));
        row.Version = e.Version;
        Rows.Change(row);
    }

    private static void Note(SaleRow row, SaleEvent sale, long position)
    {
        // What got no answer is the last that happened, or it waits no more.
        row.NextAttempt = sale is SaleEvent.AttemptFailed { NextAttempt: { } next } ? Micros.Of(next) : 0;
        row.OperatorReason = sale switch
        {
            SaleEvent.NeedsOperator stuck => stuck.Reason,
            // Another undo goes on while a person is at one.
            SaleEvent.AttemptFailed or SaleEvent.LateSuccessSeen or SaleEvent.TakenOver
                or SaleEvent.StepUndone { Beside: true } => row.OperatorReason,
            _ => null,
        };
        switch (sale)
        {
            case SaleEvent.Started started:
                (row.StoreId, row.RegisterId) = (started.StoreId, started.RegisterId);
                (row.CashierId, row.CustomerId) = (started.CashierId, started.CustomerId);
                row.CreatedAt = Micros.Of(started.At);
                break;
            case SaleEvent.Priced priced:
                (row.Total, row.PricedPosition) = (priced.Sale.Total.Amount, position);
                break;
            case SaleEvent.Committed committed:
                row.Number = committed.Number.Text;
                break;
            case SaleEvent.Voided:
                row.Voided = 1;
                break;
            case SaleEvent.StepFailed failed:
                Fail(row, failed.Step, failed.Reason, failed.Kind, failed.Detail);
                break;
            case SaleEvent.OperatorCompensated compensated when row.FailureStep is null:
                Fail(row, compensated.Step, "operator-compensated", RefusalKind.OrderFailed, compensated.Reason);
                break;
            case SaleEvent.StepResolved { UndoFrom: not null } resolved:
                Fail(row, resolved.Step, "operator-resolved", RefusalKind.OrderFailed, resolved.Reason);
                break;
            case SaleEvent.LateSuccessSeen late:
                row.LateSteps |= 1 << late.Step.Place();
                break;
            case SaleEvent.StepUndone undone:
                row.LateSteps &= ~(1 << undone.Step.Place());
                break;
            case SaleEvent.StepResolved { Undo: true, StillUndone: false } resolved:
                row.LateSteps &= ~(1 << resolved.Step.Place());
                break;
        }
    }

    private static void Fail(SaleRow row, SagaStep step, string reason, RefusalKind kind, string? detail)
    {
        (row.FailureStep, row.FailureReason) = (step.ToString(), reason);
        (row.FailureKind, row.FailureDetail) = (kind.ToString(), detail);
    }
}
