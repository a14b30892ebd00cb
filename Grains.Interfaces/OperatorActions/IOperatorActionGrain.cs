namespace PosSaga.OperatorActions;

/// <summary>One word of an operator about many orders or refunds: asked for once, then carried out off the call, a
/// few at a time, each outcome on record. Key <c>{tenant}/{action id}</c>.</summary>
[Alias("possaga.operator-action")]
public interface IOperatorActionGrain : IGrainWithStringKey
{
    /// <summary>Journals what is asked for and returns; the same again answers with how far it is.</summary>
    [AlwaysInterleave, Alias("Start")] Task<CommandResult<OperatorActionView>> Start(StartOperatorAction command);

    /// <summary>Null when there is no such action.</summary>
    [AlwaysInterleave, Alias("Get")] Task<OperatorActionView?> Get();
}

/// <summary>What an action is about.</summary>
public enum ActionSubject { Orders, Refunds }

/// <summary>What an operator can ask of a saga; of a refund all but to compensate.</summary>
public enum OperatorAct { Retry, Compensate, Resolve }

/// <param name="Reason">Recorded with who and when, here and in each order or refund. Free text, at most 500 characters.</param>
/// <param name="Ids">At most <see cref="IdsMax"/>.</param>
[GenerateSerializer, Immutable, Alias("possaga.operator-action.start")]
public sealed record StartOperatorAction(
    Origin Origin, ActionSubject Subject, OperatorAct Act, string Reason, IReadOnlyList<string> Ids, string Fingerprint)
{
    public const int IdsMax = 10_000;
}

/// <param name="Code">Null where it was done; else the code of the refusal, or <c>no-answer</c>.</param>
[GenerateSerializer, Immutable, Alias("possaga.operator-action.outcome")]
public sealed record ActOutcome(string Id, string? Code);

[GenerateSerializer, Immutable, Alias("possaga.operator-action.view")]
public sealed record OperatorActionView(
    string Id, ActionSubject Subject, OperatorAct Act, string Reason, string By, int Matched,
    IReadOnlyList<ActOutcome> Outcomes, DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, long Version)
{
    public bool IsDone => Outcomes.Count == Matched;
}
