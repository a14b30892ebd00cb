using CsCheck;
using PosSaga.Journal;
using PosSaga.Silo.Notifications;

namespace PosSaga.Tests.Notifications;

/// <summary>Random recipients, some of whom refuse, are busy for a while, or hang; a server that goes away; a process
/// that is killed. The others' mail goes at once, nothing is lost, and only what was under way when the process was
/// killed may come twice.</summary>
public sealed class Any_mixture_of_recipients_is_served
{
    private const int Lanes = 4;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private enum Kind { Takes, Refuses, BusyTwice, BusyForEver, HangsTwice, HangsForEver }

    private enum Happens { Tell, Tell2, TellUnseen, Pass, PassLong, ServerAway, ServerBack, Crash, CrashUnnoted }

    private static readonly Gen<(Happens What, int Whom)> Step =
        Gen.Select(Gen.Enum<Happens>(), Gen.Int[0, 9], (what, whom) => (what, whom));

    [Fact] public void Each_by_its_own_fault_alone() => Gen.Select(
        Gen.Enum<Kind>().Array[10], Step.Array[1, 60]).Sample(
        (kinds, steps) => Play(kinds, steps).GetAwaiter().GetResult(), iter: 200, threads: 1);

    private static async Task Play(Kind[] kinds, (Happens What, int Whom)[] steps)
    {
        var (world, attempts, told) = (new RelayWorld(Lanes), new int[kinds.Length], new Dictionary<string, Told>());
        var (isAway, crashes) = (false, 0);
        world.Answers = to => isAway ? new(SendResult.ServerUnavailable, "mail-server-unreachable") : Answer(to);
        SendOutcome? Answer(string to)
        {
            var whom = to[0] - '0';
            return (kinds[whom], attempts[whom]++) switch
            {
                (Kind.Refuses, _)                             => new(SendResult.Undeliverable, "mailbox-refused"),
                (Kind.BusyForEver, _) or (Kind.BusyTwice, < 2) => new(SendResult.Deferred, "mailbox-busy"),
                (Kind.HangsForEver, _) or (Kind.HangsTwice, < 2) => null,
                _                                             => SendOutcome.Sent,
            };
        }

        foreach (var (what, whom) in steps)
        {
            switch (what)
            {
                case Happens.TellUnseen:
                    told[await world.Tell($"{whom}@example.com")] = new(whom, world.Clock.GetUtcNow());
                    break;
                case Happens.Tell or Happens.Tell2:
                    told[await world.Tell($"{whom}@example.com")] = new(whom, world.Clock.GetUtcNow());
                    await world.Look();
                    break;
                case Happens.Pass or Happens.PassLong:
                    await world.Pass(Second * (what == Happens.Pass ? 7 : 90));
                    break;
                case Happens.ServerAway or Happens.ServerBack:
                    isAway = what == Happens.ServerAway;
                    break;
                default:
                    crashes++;
                    // Sent, and nobody has noted it.
                    if (what == Happens.CrashUnnoted)
                        await world.Relay.RunOnce(default);
                    world.Crash();
                    break;
            }
        }

        isAway = false;
        await world.Look();
        await world.Pass(Second * 60);
        await world.Pass(TimeSpan.FromHours(30), TimeSpan.FromMinutes(1));
        await Check(world, kinds, told, crashes, steps.Any(step => step.What == Happens.ServerAway));
    }

    private static async Task Check(
        RelayWorld world, Kind[] kinds, Dictionary<string, Told> told, int crashes, bool wasAway)
    {
        Assert.True(world.UnderWayMax <= Lanes);
        var counts = await world.Queue.Count(null);
        Assert.Equal(0, counts.Waiting);
        var taken = world.Taken.ToLookup(one => one.Id);
        Assert.True(taken.All(one => told.ContainsKey(one.Key)));
        // What was taken and not yet noted is at most what was under way.
        Assert.InRange(taken.Sum(one => one.Count() - 1), 0, crashes * Lanes);
        Assert.Equal(
            told.Where(one => !taken.Contains(one.Key)).Count(), counts.Undeliverable);
        foreach (var (id, mail) in told)
        {
            var kind = kinds[mail.Whom];
            if (kind is Kind.Takes or Kind.BusyTwice or Kind.HangsTwice)
                Assert.NotEmpty(taken[id]);
            else
                Assert.Empty(taken[id]);
            // Ten recipients of whom all hang once are five rounds of ten seconds for four lanes at the very most.
            if (kind == Kind.Takes && !wasAway && crashes == 0)
                Assert.InRange(taken[id].First().At - mail.At, TimeSpan.Zero, RelayWorld.Limit * 3);
        }
    }

    private sealed record Told(int Whom, DateTimeOffset At);
}
