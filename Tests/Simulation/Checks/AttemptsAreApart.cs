using PosSaga.Refunds;

namespace PosSaga.Tests.Simulation;

/// <summary>Between two attempts at a payment's side of a refund lies a pause that grows, whoever makes them, and
/// however often somebody nudges.</summary>
internal sealed class AttemptsAreApart : Check
{
    // The shortest that chance may make them: half of 0.2 s, thrice as long each time, half of 30 s at most.
    private static readonly double[] SecondsMin = [0.1, 0.3, 0.9, 2.7, 8.1, 15, 15];

    public override IEnumerable<string> Broken(Evidence evidence)
    {
        foreach (var (id, told) in evidence.RefundPayments)
        {
            var failed = told.Events.Where(e => e.Event is RefundPaymentEvent.AttemptFailed)
                .Select(e => (At: e.Recorded.TimeMicros, ((RefundPaymentEvent.AttemptFailed)e.Event).Attempt)).ToList();
            // After the last step's attempts come those of the next, from the first on.
            foreach (var (one, next) in failed.Zip(failed.Skip(1)).Where(p => p.Second.Attempt == p.First.Attempt + 1))
                if ((next.At - one.At) / 1e6 is var apart && apart < SecondsMin[one.Attempt - 1])
                    yield return $"refund {id}: attempt {next.Attempt} came {apart} s after the one before it";
        }
    }
}
