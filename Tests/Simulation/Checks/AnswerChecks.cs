using PosSaga.Sagas;

namespace PosSaga.Tests.Simulation;

/// <summary>Everybody was told what the journal held; all who were told an end were told the same, and it is the
/// end.</summary>
internal sealed class AnswersAgree : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var last = evidence.World.LastCall!.Again.Select(a => a.Answer?.Value).OfType<SagaView>();
        foreach (var view in evidence.World.Diary.Seen.Concat(last))
        {
            if (!evidence.Sagas.TryGetValue(view.Id, out var told) || view.Version >= told.States.Count)
            {
                yield return $"somebody was told of saga {view.Id} at version {view.Version}, "
                    + "which is not in the journal";
                continue;
            }

            var then = told.States[(int)view.Version];
            if ((then.State, then.Failure, then.Cart?.Total, then.UpdatedAt)
                != (view.State, view.Failure, view.Cart?.Total, view.UpdatedAt))
                yield return $"saga {view.Id} was said to be {view.State} at version {view.Version} "
                    + $"({view.UpdatedAt:HH:mm:ss.fff}), it was {then.State} ({then.UpdatedAt:HH:mm:ss.fff})";
            if (view.StateFinal && (told.End.State, told.End.Failure) != (view.State, view.Failure))
                yield return $"saga {view.Id} was said to end as {view.State} {view.Failure?.Reason}, "
                    + $"it ended as {told.End.State} {told.End.Failure?.Reason}";
        }
    }
}

/// <summary>One key stands for one request: whoever sends it again gets its answer, another body is refused.</summary>
internal sealed class OneKeyOneRequest : Check
{
    public override IEnumerable<string> Broken(Evidence evidence)
    {
        var again = evidence.World.LastCall!.Again;
        foreach (var (saga, fingerprint, answer) in evidence.World.Diary.Started.Concat(again.Select(
            a => (a.Saga, a.Fingerprint, a.Answer!))))
        {
            if (answer is null)
                continue;
            var first = evidence.Sagas.GetValueOrDefault(saga)?.End.Request?.Fingerprint;
            if (answer.IsDone && first != fingerprint)
                yield return $"saga {saga} was begun by '{first}' and answered '{fingerprint}'";
            if (!answer.IsDone && (first == fingerprint || answer.Refusal!.Kind != RefusalKind.KeyReused))
                yield return $"saga {saga} refused its own request '{fingerprint}': {answer.Refusal!.Code}";
        }

        foreach (var (saga, fingerprint, answer) in again)
            if (answer is null)
                yield return $"saga {saga} does not answer '{fingerprint}' any more";
    }
}

/// <summary>Nothing that somebody was told is done is missing from the journal.</summary>
internal sealed class PromisesAreKept : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from promise in evidence.World.Diary.Promised.Distinct()
        where promise.Position > evidence.Events.Count
            || evidence.Events[(int)promise.Position - 1].Stream != promise.Stream
        select $"{promise.Stream} was said to have an event at position {promise.Position}";
}

/// <summary>Grains say the same before and after every silo died, and it is what the journal folds to.</summary>
internal sealed class GrainsSayWhatTheJournalSays : Check
{
    public override IEnumerable<string> Broken(Evidence evidence) =>
        from live in evidence.World.LastCall!.Live
        where live.Value.Before != live.Value.After && !MayBeBehind(evidence)
        select $"{live.Key} said {live.Value.Before}; after a restart it says {live.Value.After}";

    // After a takeover an activation may not have heard of what the deposed silo still appended: it finds out when it
    // appends itself. In a cluster such an activation lives on until then, too.
    private static bool MayBeBehind(Evidence evidence) => evidence.World.Climate.Deposed;
}
