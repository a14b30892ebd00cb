using PosSaga.OperatorActions;

namespace PosSaga.Api;

/// <summary>What orders and refunds have in common when an operator acts on many.</summary>
internal static class BulkActions
{
    // So many ids of the greatest length, with quotes and commas.
    public const long MaxBodyBytes = StartOperatorAction.IdsMax * (GrainKeys.MaxIdLength + 4L);

    /// <summary>More than other bodies may have: the ids of an action.</summary>
    public static RouteHandlerBuilder TakesManyIds(this RouteHandlerBuilder route) =>
        route.WithMetadata(new Microsoft.AspNetCore.Mvc.RequestSizeLimitAttribute(MaxBodyBytes));

    /// <param name="path">Under which the action is found.</param>
    /// <param name="find">Looks for what the filter says.</param>
    public static async Task<IResult> Start(
        ActionSubject subject, OperatorAct act, IActionBody asked, string fingerprint, Idempotency key, Caller caller,
        IGrainFactory grains, string path, Func<Task<IReadOnlyList<string>>> find)
    {
        var action = caller.Grain<IOperatorActionGrain>(grains, key.Id);
        // What a filter finds changes; a repetition must not look again.
        var known = key.IsGiven && asked.DryRun != true ? await action.Get() : null;
        var ids = known is not null ? []
            : asked.Ids?.Distinct(StringComparer.Ordinal).ToList() ?? await find();
        if (asked.DryRun == true)
            return WireResult.Ok(new ActionStartedBody(null, ids.Count));

        var answer = await action.Start(new(caller.Origin(key.Id), subject, act, asked.Reason, ids, fingerprint));
        return answer.Refusal is { } refusal
            ? refusal.ToProblem()
            : new WireResult<ActionStartedBody>(
                StatusCodes.Status202Accepted, new ActionStartedBody(key.Id, answer.Value!.Matched))
            {
                Location = path + key.Id, Position = answer.Position, Replayed = answer.Replayed && key.IsGiven,
            };
    }

    public static void Check(ValidationErrors faults, IActionBody asked, bool hasFilter)
    {
        faults.Text("reason", asked.Reason, ReasonBody.MaxLength);
        if (hasFilter == asked.Ids is not null)
            faults.Add("filter", "must be given, or ids; not both");
        if (asked.Ids is null)
            return;
        faults.Range("ids.length", asked.Ids.Count, 1, StartOperatorAction.IdsMax);
        foreach (var id in asked.Ids)
            faults.Id("ids", id ?? "");
    }

    /// <summary>Of a filter that would find everything.</summary>
    public static void MustSayWhich(ValidationErrors faults) =>
        faults.Add("filter", "must say which; everything at once is nobody's intention");
}

/// <summary><c>Reason</c>: why the operator does it. <c>DryRun</c>: only counts.</summary>
internal interface IActionBody : IBody
{
    string Reason { get; }

    IReadOnlyList<string>? Ids { get; }

    bool? DryRun { get; }
}

/// <summary><paramref name="ActionId"/>: none for a dry run.</summary>
internal sealed record ActionStartedBody(string? ActionId, int Matched);
