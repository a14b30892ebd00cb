using PosSaga.Claims;

namespace PosSaga.Tests.Simulation;

/// <summary>Handles claims to their refund, with colleagues who handle the same ones; asks for a refund again and
/// again, and at several desks at once.</summary>
internal sealed class Agent(World world, int number) : Person(world)
{
    public async Task Work()
    {
        while (!World.Weather.IsClear)
        {
            await Pause(3);
            var claims = World.Complaints!.Claims.ToList();
            if (claims.Count == 0)
                continue;
            var (id, claim) = claims[Random.Next(claims.Count)];
            if (Random.Chance(World.Climate.Complaints!.AgentsMeddle))
                await Meddle(id);
            else
                await GoOn(id, claim.Standing.Status);
        }
    }

    /// <summary>From wherever the claim is to its refund, as far as he is let.</summary>
    private async Task GoOn(string id, ClaimStatus status)
    {
        if (status == ClaimStatus.Created)
            await Tell(id, grain => grain.Assign(new AssignClaim(From(id), Now, Name)));
        if (status is ClaimStatus.Created or ClaimStatus.Assigned)
            await Tell(id, grain => grain.Start(new StartClaim(From(id), Now)));
        if (status is ClaimStatus.Created or ClaimStatus.Assigned or ClaimStatus.InProgress)
            await Tell(id, grain => grain.Resolve(new ResolveClaim(From(id), Now, "money back")));
        await Pause(0.5);
        if (status != ClaimStatus.Closed && Random.Chance(0.85))
            await Refund(id);
        else if (status != ClaimStatus.Closed)
            await Tell(id, grain => grain.Close(new CloseClaim(From(id), Now)));
        else if (Random.Chance(0.2))
            await Tell(id, grain => grain.Reopen(new ReopenClaim(From(id), Now, "not over")));
    }

    private async Task Refund(string id)
    {
        if (Random.Chance(World.Climate.Complaints!.RefundsDeclined))
            await MakeTheGatewayRefuse(id);
        var desks = Random.Chance(0.4) ? 2 + Random.Next(2) : 1;
        await Task.WhenAll(Enumerable.Range(0, desks).Select(desk =>
            World.Scheduler.Spawn($"desk {number} {id} {desk}", () => AskForRefund(id))));
        if (Random.Chance(0.3))
            await AskForRefund(id);
        if (Random.Chance(0.3))
            await Tell(id, grain => grain.Close(new CloseClaim(From(id), Now)));
    }

    private async Task AskForRefund(string id)
    {
        await Pause(0.05);
        var extras = Extras();
        if (await Tell(id, grain => grain.Refund(new RefundClaim(From(id), Now, Extras: extras))) is { } answer)
            World.Diary.Refunds.Add((id, answer));
    }

    // Goodwill may take all that is left of a payment, so that nothing is left for the claim that comes next.
    private RefundExtras? Extras() => Random.Chance(World.Climate.Complaints!.Generous)
        ? new RefundExtras(Random.Chance(0.5), new Money(1 + Random.Next(20_000)), "sorry")
        : null;

    private async Task MakeTheGatewayRefuse(string id)
    {
        var preview = await Persist(() => World.Get<IClaimGrain>(id).PreviewRefund());
        if (preview?.Value is not { Amount.Amount: > 0 } amounts || World.Weather.IsClear)
            return;
        World.Weather.Count("gateway refuses an amount");
        await World.Controls.Change(World.Controls.Current with { DeclineAmount = amounts.Amount });
    }

    private Task Meddle(string id) => Random.Next(7) switch
    {
        0 => Tell(id, grain => grain.Assign(new AssignClaim(From(id), Now, Name))),
        1 => Tell(id, grain => grain.Start(new StartClaim(From(id), Now))),
        2 => Tell(id, grain => grain.Close(new CloseClaim(From(id), Now))),
        3 => Tell(id, grain => grain.Reopen(new ReopenClaim(From(id), Now, "again"))),
        5 => Tell(id, grain => grain.Withdraw(new WithdrawClaim(From(id), Now, "a mistake"))),
        4 => Tell(id, grain => grain.Resolve(new ResolveClaim(From(id), Now, "so be it"))),
        _ => AskForRefund(id),
    };

    private async Task<CommandResult<ClaimView>?> Tell(string id, Func<IClaimGrain, Task<CommandResult<ClaimView>>> command)
    {
        var answer = await Persist(() => command(World.Get<IClaimGrain>(id)));
        if (answer is { IsDone: true })
            World.Diary.Promise($"claim/{World.Tenant}/{id}", answer.Position);
        return answer;
    }

    private string Name => $"agent-{number}";

    private Origin From(string id) => World.From(Name, id);

    private DateTimeOffset Now => World.Scheduler.Time.GetUtcNow();
}
