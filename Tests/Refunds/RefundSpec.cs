using PosSaga.EventSourcing;
using PosSaga.Refunds;
using PosSaga.Tests.EventSourcing;

namespace PosSaga.Tests.Refunds;

/// <summary>The record of one refund, told what its stream brings.</summary>
public abstract class RefundSpec : Spec<Refund, RefundEvent>
{
    /// <summary>The record after these events, each delivered once; positions count from 1.</summary>
    protected static Refund After(params object[] events)
    {
        var (refund, position) = (Refund.Initial, 0L);
        foreach (var @event in events)
        {
            position++;
            if (RefundDecider.Decide(refund, @event, ARefund.At.AddSeconds(position), position)
                is Decision<RefundEvent>.Recorded recorded)
                refund = Fold(refund, recorded.Events);
        }

        return refund;
    }

    protected static Outcome Tell(Refund refund, object @event)
    {
        var position = refund.HandledUpTo + 1;
        return new Situation(refund).When(now => position <= now.HandledUpTo
            ? Decision<RefundEvent>.Replay
            : RefundDecider.Decide(now, @event, ARefund.At.AddSeconds(position), position));
    }

    protected static IEnumerable<RefundStatus> Steps(Refund refund) => refund.Steps.Select(step => step.Step);
}
