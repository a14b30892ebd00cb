using PosSaga.Journal;
using PosSaga.Tests.Journal;
using static PosSaga.Tests.Streams.ProbeEvent;

namespace PosSaga.Tests.Streams;

/// <summary>What cannot be handled is put aside, with all that comes behind it, until somebody looks after
/// it.</summary>
public abstract class RedriveContract(StreamDatabase database) : StreamContract(database)
{
    private const string Subscriber = "probe-participant";

    private bool _isFixed;
    private long _fourth;

    private async Task Poison()
    {
        Control.Fails = (id, called, _) =>
            id == "p1" && called.Number == 2 && !_isFixed
                ? new InvalidOperationException("number two is poison")
                : null;
        await Side.Call("p1", new Called(1), new Called(2), new Called(3));
        await Side.Call("p2", new Called(1), new Called(2));
        await Side.Settled();
        _fourth = await Side.Call("p1", new Called(4));
        await Side.Settled();
    }

    [ContractFact]
    public async Task A_poison_event_parks_its_stream_with_its_error_and_the_others_flow_on()
    {
        await Poison();

        Assert.Equal([1], await Side.Heard("p1"));
        Assert.Equal([1, 2], await Side.Heard("p2"));
        var letters = await Side.Letters();
        Assert.Equal([(2L, 5), (3L, 0), (_fourth, 0)], letters.Select(l => (l.Position, l.Attempts)).Order());
        Assert.All(letters, l => Assert.Equal(
            (Subscriber, "probes/t1/p1", "probe.called/1"), (l.Subscriber, l.Stream, l.EventType)));
        Assert.Equal("InvalidOperationException: number two is poison", letters.Single(l => l.Position == 2).Error);
        Assert.Contains("earlier event", letters.Single(l => l.Position == 3).Error, StringComparison.Ordinal);
    }

    [ContractFact]
    public async Task Once_it_is_repaired_a_redrive_completes_the_stream_in_order_and_it_flows_on()
    {
        await Poison();
        _isFixed = true;
        // Whichever of them is named.
        var last = (await Side.Letters()).MaxBy(l => l.Position)!;

        var outcome = await Side.Office.Redrive("t1", last.Id, "ops", default);

        Assert.Equal((3, null), (outcome!.Delivered, outcome.Blocking));
        Assert.Empty(await Side.Letters());
        Assert.Equal([1, 2, 3, 4], await Side.Heard("p1"));
        await Side.Call("p1", new Called(5));
        await Side.Settled();
        Assert.Equal([1, 2, 3, 4, 5], await Side.Heard("p1"));
        Assert.Empty(await Side.Letters());
    }

    [ContractFact]
    public async Task A_redrive_that_fails_leaves_everything_where_it_is_and_says_why()
    {
        await Poison();
        var before = await Side.Letters();
        Control.Fails = (_, called, _) => called.Number == 2 ? new InvalidOperationException("still poison") : null;

        var outcome = await Side.Office.Redrive("t1", before[0].Id, "ops", default);

        Assert.Equal((0, 2L), (outcome!.Delivered, outcome.Blocking!.Position));
        var after = await Side.Letters();
        Assert.Equal(before.Select(l => l.Id), after.Select(l => l.Id));
        var poison = after.Single(l => l.Position == 2);
        Assert.Equal(("InvalidOperationException: still poison", 6), (poison.Error, poison.Attempts));
        Assert.Equal([1], await Side.Heard("p1"));
    }

    [ContractFact]
    public async Task A_discarded_event_is_never_delivered_and_those_behind_it_are()
    {
        await Poison();
        var poison = (await Side.Letters()).Single(l => l.Position == 2);

        var outcome = await Side.Office.Discard("t1", poison.Id, "ops", default);

        Assert.Equal((2, null), (outcome!.Delivered, outcome.Blocking));
        Assert.Equal([1, 3, 4], await Side.Heard("p1"));
        Assert.Empty(await Side.Letters());
        Assert.Null(await Side.Office.Discard("t1", poison.Id, "ops", default));
    }

    [ContractFact]
    public async Task An_event_that_is_discarded_behind_another_frees_nothing()
    {
        await Poison();
        var third = (await Side.Letters()).Single(l => l.Position == 3);

        var outcome = await Side.Office.Discard("t1", third.Id, "ops", default);

        Assert.Equal((0, 2L), (outcome!.Delivered, outcome.Blocking!.Position));
        Assert.Equal([2L, _fourth], (await Side.Letters()).Select(l => l.Position).Order());
        Assert.Equal([1], await Side.Heard("p1"));
    }

    [ContractFact]
    public async Task A_refusal_of_a_participant_is_put_aside_under_its_code()
    {
        await Side.Call("p1", new Called(1, "refused"), new Called(2));
        await Side.Settled();
        var letters = await Side.Letters();
        Assert.Equal("ReactionRefusedException: probe-refused: Not this one.", letters.MinBy(l => l.Position)!.Error);
        Assert.Equal(2, letters.Count);
    }

    [ContractFact]
    public async Task A_stream_that_is_blocked_stays_so_over_a_restart_and_over_a_crash()
    {
        await Poison();
        var fifth = 0L;
        await Restart(meanwhile: async onlooker => fifth = await onlooker.Call("p1", new Called(5)));
        await Side.Settled();
        Assert.Equal([2L, 3, _fourth, fifth], (await Side.Letters()).Select(l => l.Position).Order());

        _isFixed = true;
        await CrashBeforeTheCheckpoints();
        await Side.Settled();
        // Everything came again: what was parked is parked still, each once, with its first error.
        var letters = await Side.Letters();
        Assert.Equal([2L, 3, _fourth, fifth], letters.Select(l => l.Position).Order());
        Assert.Equal("InvalidOperationException: number two is poison", letters.Single(l => l.Position == 2).Error);
        Assert.Equal([1], await Side.Heard("p1"));

        Assert.Equal(4, (await Side.Office.Redrive("t1", letters[0].Id, "ops", default))!.Delivered);
        Assert.Equal([1, 2, 3, 4, 5], await Side.Heard("p1"));
    }

    [ContractFact]
    public async Task What_comes_while_a_stream_is_redriven_keeps_its_place()
    {
        await Poison();
        _isFixed = true;
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Control.Pause = (id, called) => id == "p1" && called.Number == 3 ? held.Task : Task.CompletedTask;

        var redrive = Side.Office.Redrive("t1", (await Side.Letters())[0].Id, "ops", default);
        await Eventually.Is(async () => (await Side.Letters()).All(l => l.Position > 2), "the second was redriven");
        await Side.Call("p1", new Called(5));
        await Side.Settled();
        held.SetResult();

        Assert.Equal((4, null), ((await redrive)!.Delivered, (await redrive)!.Blocking));
        Assert.Equal([1, 2, 3, 4, 5], await Side.Heard("p1"));
    }

    [ContractFact]
    public async Task Another_tenant_has_none_of_it()
    {
        await Poison();
        var id = (await Side.Letters())[0].Id;
        Assert.Empty(await Side.Office.List("t2", null, 0, 10, default));
        Assert.Null(await Side.Office.Redrive("t2", id, "ops", default));
        Assert.Null(await Side.Office.Discard("t2", id, "ops", default));
        Assert.Equal(3, (await Side.Letters()).Count);
    }
}

public sealed class Redrive_on_sqlite() : RedriveContract(new StreamsInSqlite());

[OnPostgres]
public sealed class Redrive_on_postgres() : RedriveContract(new StreamsInPostgres());
