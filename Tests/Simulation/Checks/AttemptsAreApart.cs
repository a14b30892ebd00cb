using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>Between two attempts at a payment's side of a refund lies a pause that grows, whoever makes them, and
/// however often somebody nudges. Only a silent gateway that answers again ends it.</summary>
internal sealed class AttemptsAreApart : Check
{
    private static readonly RefundPatience Patience = RefundPatience.Usual;

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, told) in evidence.RefundPayments)
        {
            var failed = told.Events.Where(e => e.Event is RefundPaymentEvent.AttemptFailed)
                .Select(e => (At: e.Recorded.TimeMicros, ((RefundPaymentEvent.AttemptFailed)e.Event).Attempt)).ToList();
            // After the last step's attempts come those of the next, from the first on.
            foreach (var (one, next) in failed.Zip(failed.Skip(1)).Where(p => p.Second.Attempt == p.First.Attempt + 1))
                if ((next.At - one.At) / 1e6 is var apart
                    && apart < Patience.PauseAfter(one.Attempt, 0).TotalSeconds
                    && !evidence.World.GatewayAnswersAgain.Any(at => at >= one.At && at <= next.At))
                    yield return $"refund {id}: attempt {next.Attempt} came {apart} s after the one before it";
        }
    }
}
