using PosSaga.EventSourcing;
using PosSaga.Sagas;

namespace PosSaga.Tests.Sagas;

/// <summary>Participants that answer as they please, and what they really did. Runs one saga through an
/// engine.</summary>
internal sealed class SagaWorld(SagaEngine engine, Random random)
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    // Forward and back with every attempt used up, twice over for late successes and operators.
    public const int StepsMax = 250;

    public OrderSaga Saga { get; private set; } = OrderSaga.Initial;

    /// <summary>The truth, at the participants.</summary>
    public SagaSteps Really { get; private set; }

    /// <summary>In the order in which their undo was first asked for.</summary>
    public List<SagaStep> Undoing { get; } = [];

    public int Steps { get; private set; }

    public void Start(OrderSagaEvent started) => Saga = Saga.Apply(started);

    /// <summary>Until nothing is left to do. <paramref name="noise"/>: chance of a word that nobody asked
    /// for.</summary>
    public void Run(double noise = 0, int noiseMax = 40)
    {
        for (; Steps < StepsMax; Steps++)
        {
            if (noiseMax > 0 && random.NextDouble() < noise)
            {
                noiseMax--;
                Take(Noise());
            }

            var action = engine.Next(Saga);
            if (!action.IsWork)
                return;
            if (action.IsUndo && !Undoing.Contains(action.Step!.Name))
                Undoing.Add(action.Step.Name);
            Take(action.IsUndo ? Undo(action.Step!) : Do(action.Step!));
        }
    }

    private SagaInput Do(Step step)
    {
        var barred = Saga.Backward;
        return random.Next(8) switch
        {
            0 => Answered(step, false, StepResult.Refuse(new("no", RefusalKind.Conflict, "No."))),
            1 => Answered(step, false, Maybe(step, new StepResult.Unknown("x"), barred)),
            2 => Failed(step, false, barred),
            3 => Answered(step, false, StepResult.Refuse(new("busy", RefusalKind.Unavailable, "Busy."))),
            4 when random.Next(4) == 0 => Answered(step, false, new StepResult.UnexpectedResponse("x")),
            _ => Answered(step, false, Did(step)),
        };
    }

    private SagaInput Undo(Step step)
    {
        switch (random.Next(6))
        {
            case 0:
                return new SagaInput.AttemptFailed(step.Name, true, "x", At);
            case 1:
                Really &= ~step.Name.AsSet();
                return Answered(step, true, new StepResult.Unknown("x"));
            default:
                Really &= ~step.Name.AsSet();
                return Answered(step, true, StepResult.Ok);
        }
    }

    private StepResult Did(Step step)
    {
        Really |= step.Name.AsSet();
        return Success(step.Name);
    }

    private StepResult Maybe(Step step, StepResult result, bool barred)
    {
        if (!barred && random.Next(2) == 0)
            Really |= step.Name.AsSet();
        return result;
    }

    private SagaInput.AttemptFailed Failed(Step step, bool undo, bool barred)
    {
        Maybe(step, StepResult.Nothing, barred);
        return new(step.Name, undo, "TimeoutException", At);
    }

    private SagaInput Noise()
    {
        var step = engine.Steps[random.Next(engine.Steps.Count)];
        return random.Next(4) switch
        {
            0 => new SagaInput.OperatorAsked((OperatorRequest)random.Next(3), "why", "demo-ops", At),
            1 => Answered(step, true, StepResult.Nothing),
            2 when Really.Has(step.Name) => new SagaInput.LateSuccess(step.Name, Success(step.Name), At),
            _ => new SagaInput.AttemptFailed(step.Name, random.Next(2) == 0, "stray", At),
        };
    }

    private void Take(SagaInput input)
    {
        if (engine.Decide(Saga, input) is not Decision<OrderSagaEvent>.Recorded recorded)
            return;
        foreach (var @event in recorded.Events)
        {
            Saga = Saga.Apply(@event);
            // The person did settle it: nothing is left of a step that was to be undone.
            if (@event is OrderSagaEvent.StepResolved resolved && (resolved.Undo || resolved.UndoFrom is not null))
                Really &= ~resolved.Step.AsSet();
        }
    }

    private static SagaInput.StepAnswered Answered(Step step, bool undo, StepResult result) =>
        new(step.Name, undo, result, At);

    private static StepResult Success(SagaStep step) => step switch
    {
        SagaStep.ValidateCart => new StepResult.CartFrozen(new("1", null, [], 0, new(0), new(0), new(0), new(0))),
        SagaStep.ProcessPayment => new StepResult.Authorised("a-1", 0),
        _ => StepResult.Ok,
    };
}
