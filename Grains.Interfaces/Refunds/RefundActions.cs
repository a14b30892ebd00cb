namespace PosSaga.Refunds;

/// <summary>One word of an operator about many refunds: asked for once, then carried out off the call, a few refunds at
/// a time, each outcome on record. Key <c>{tenant}/{action id}</c>.</summary>
[Alias("possaga.refund-action")]
public interface IRefundActionGrain : IGrainWithStringKey
{
    /// <summary>Journals what is asked for and returns; the same again answers with how far it is.</summary>
    [AlwaysInterleave, Alias("Start")] Task<Answer<RefundActionView>> Start(StartRefundAction command);

    /// <summary>Null when there is no such action. Sets it going again where a dead process left it.</summary>
    [AlwaysInterleave, Alias("Get")] Task<RefundActionView?> Get();
}

/// <summary>What an operator can ask of many refunds.</summary>
public enum RefundAct { Retry, Resolve }

/// <param name="Reason">Recorded with who and when, here and in each refund. Free text, at most 500 characters.</param>
/// <param name="Ids">Of refunds, at most <see cref="IdsMax"/>.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund-action.start")]
public sealed record StartRefundAction(
    Origin Origin, RefundAct Act, string Reason, IReadOnlyList<string> Ids, string Fingerprint)
{
    public const int IdsMax = 10_000;
}

/// <param name="Code">Null where it was done; else the code of the refusal, or <c>no-answer</c>.</param>
[GenerateSerializer, Immutable, Alias("possaga.refund-action.outcome")]
public sealed record RefundActOutcome(string Id, string? Code);

[GenerateSerializer, Immutable, Alias("possaga.refund-action.view")]
public sealed record RefundActionView(
    string Id, RefundAct Act, string Reason, string By, int Matched, IReadOnlyList<RefundActOutcome> Outcomes,
    DateTimeOffset StartedAt, DateTimeOffset UpdatedAt, long Version)
{
    public bool IsDone => Outcomes.Count == Matched;
}
