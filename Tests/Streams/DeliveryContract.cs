using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;
using PosSaga.Journal;
using PosSaga.Tests.Journal;
using static PosSaga.Tests.Streams.ProbeEvent;

namespace PosSaga.Tests.Streams;

/// <summary>Events reach those who subscribe: all of them, in order, and in effect once.</summary>
public abstract class DeliveryContract(StreamDatabase database) : StreamContract(database)
{
    [ContractFact]
    public async Task A_stream_whose_first_attempts_fail_is_complete_and_in_order_all_the_same()
    {
        Control.Fails = (_, _, tries) => tries < 3 ? new InvalidOperationException("not yet") : null;
        for (var number = 1; number <= 10; number++)
            for (var process = 1; process <= 10; process++)
                await Side.Call($"p{process}", new Called(number));
        await Side.Settled();

        for (var process = 1; process <= 10; process++)
            Assert.Equal(Enumerable.Range(1, 10), await Side.Heard($"p{process}"));
        Assert.Equal(300, Control.Reactions);
        Assert.Empty(await Side.Letters());
    }

    [ContractFact]
    public Task An_outage_of_the_journal_is_not_the_event_s_fault_however_long_it_lasts() =>
        IsWaitedOut(new JournalUnavailableException("the database is away"));

    [ContractFact]
    public Task An_outage_of_a_silo_is_not_the_event_s_fault_however_long_it_lasts() =>
        IsWaitedOut(new SiloUnavailableException("the silo of a grain that it asked is gone"));

    [PublicReport("dotnet/orleans#915")]
    [PublicReport("dotnet/orleans#3635")]
    [ContractFact]
    public Task A_time_out_of_the_subscriber_s_own_is_put_aside_like_any_other_failure() =>
        IsPutAside(new TimeoutException("a wait of its own ran out"));

    [ContractFact]
    public Task A_cancellation_of_the_subscriber_s_own_is_put_aside_like_any_other_failure() =>
        IsPutAside(new OperationCanceledException("a token of its own was cancelled"));

    private async Task IsWaitedOut(Exception outage)
    {
        Control.Fails = (_, _, tries) => tries < 12 ? outage : null;
        await Side.Call("p1", new Called(1), new Called(2));
        await Side.Settled();
        Assert.Equal([1, 2], await Side.Heard("p1"));
        Assert.Empty(await Side.Letters());
    }

    private async Task IsPutAside(Exception defect)
    {
        Control.Fails = (id, called, _) => (id, called.Number) == ("p1", 1) ? defect : null;
        await Side.Call("p1", new Called(1), new Called(2));
        await Side.Call("p2", new Called(1), new Called(2));
        await Side.Settled();
        Assert.Equal([1, 2], await Side.Heard("p2"));
        Assert.Empty(await Side.Heard("p1"));
        var letters = await Side.Letters();
        Assert.Equal([(1L, 5), (2L, 0)], letters.Select(l => (l.Position, l.Attempts)).Order());
    }

    [ContractFact]
    public async Task What_a_participant_answers_is_heard_by_those_who_subscribe_to_it()
    {
        await Side.Call("p1", new Called(1), new Called(2));
        await Eventually.Is(async () => (await Side.Echoed("p1")).Count == 2, "both echoes");
        Assert.Equal([1, 2], await Side.Echoed("p1"));

        var answer = (await Side.Journal.Read("probe-participant/t1/p1", 0, 10)).Events[0];
        var metadata = Side.Get<IEventCodec>().DecodeMetadata(answer.Metadata);
        var cause = (await Side.Journal.ReadAt([1]))[0];
        Assert.Equal(
            new EventMetadata("t1", "tester", "p1", "request-1", $"{cause.Stream}@1"), metadata);
        Assert.Equal("p1", answer.ProcessKey);
    }

    [ContractFact]
    public async Task What_is_not_published_or_belongs_to_no_process_is_passed_by()
    {
        await Side.Call("p1", new Whispered(1), new Called(2, "ignored"));
        await Side.Settled();
        Assert.Equal(1, Control.Reactions);
        Assert.Empty(await Side.Heard("p1"));
    }

    [ContractFact]
    public async Task Each_is_handed_what_it_handles_and_nothing_else()
    {
        await Side.Call("p1", new Called(1), new Hummed(2), new Called(3), new Hummed(4), new Called(5, "ignored"));
        await Side.Settled();
        Assert.Equal([1, 3], await Side.Heard("p1"));
        Assert.Equal([2, 4], await Side.Hummed("p1"));
        // A call to the other's would have failed, and been put aside.
        Assert.Equal(3, Control.Reactions);
        Assert.Empty(await Side.Letters());
    }

    [ContractFact]
    public async Task A_restart_goes_on_where_it_ended()
    {
        await Side.Call("p1", new Called(1));
        await Side.Settled();
        await Restart(meanwhile: onlooker => onlooker.Call("p1", new Called(2)));
        await Side.Settled();
        Assert.Equal([1, 2], await Side.Heard("p1"));
        Assert.Equal(2, Control.Reactions);
    }

    [PublicReport("Particular/docs.particular.net#1816")]
    [ContractFact]
    public async Task What_was_handled_before_a_crash_is_delivered_again_and_changes_nothing()
    {
        for (var process = 1; process <= 5; process++)
            await Side.Call($"p{process}", new Called(1), new Called(2), new Called(3, "ignored"));
        await Side.Settled();
        var head = await Side.Get<IJournalFeed>().Head();

        await CrashBeforeTheCheckpoints();
        await Side.Settled();

        Assert.Equal(head, await Side.Get<IJournalFeed>().Head());
        for (var process = 1; process <= 5; process++)
            Assert.Equal([1, 2], await Side.Heard($"p{process}"));
        // The ignored ones left no trace of having been handled, and are ignored once more.
        Assert.Equal(20, Control.Reactions);
    }

    [ContractFact]
    public async Task A_subscriber_in_the_middle_of_an_event_keeps_nobody_else_waiting()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Control.Pause = (id, _) => id == "slow" ? held.Task : Task.CompletedTask;
        await Side.Call("slow", new Called(1), new Called(2));
        for (var process = 1; process <= 50; process++)
            await Side.Call($"p{process}", new Called(1));
        for (var process = 1; process <= 50; process++)
            await Eventually.Is(async () => (await Side.Heard($"p{process}")).Count == 1, $"p{process} heard");

        Assert.Equal(51, Control.Reactions);
        held.SetResult();
        await Side.Settled();
        Assert.Equal([1, 2], await Side.Heard("slow"));
    }

    [ContractFact]
    public async Task What_was_handled_when_the_process_is_told_to_stop_is_never_delivered_again()
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Control.Pause = (_, _) => held.Task;
        await Side.Call("p1", new Called(1), new Called(2));
        await Eventually.Is(() => Task.FromResult(Control.Reactions == 1), "the first is being handled");

        var stopping = Close(Side);
        held.SetResult();
        await stopping;

        // The second as well, if it was begun before the stop was heard.
        var handled = Control.Reactions;
        Side = await Open();
        await Side.Settled();
        Assert.Equal([1, 2], await Side.Heard("p1"));
        Assert.Equal((2, true), (Control.Reactions, handled is 1 or 2));
    }

    [ContractFact]
    public async Task Of_a_lane_that_fails_and_fills_the_window_the_others_hear_nothing()
    {
        await Restart(configure: options =>
        {
            (options.WindowMax, options.InFlightMax) = (16, 2);
            // Patience that nobody here has.
            options.RetryDelayMin = options.RetryDelayMax = TimeSpan.FromMinutes(10);
        });
        Control.Fails = (id, _, _) => id == "poisoned" ? new InvalidOperationException("poison") : null;
        for (var round = 0; round < 20; round++)
        {
            await Side.Call("poisoned", [.. Enumerable.Range(round * 10, 10).Select(n => new Called(n))]);
            for (var process = 1; process <= 10; process++)
                await Side.Call($"p{process}", new Called(round));
        }
        await Side.Settled();
        for (var process = 1; process <= 10; process++)
            Assert.Equal(Enumerable.Range(0, 20), await Side.Heard($"p{process}"));
        Assert.Equal(200, (await Side.Get<IDeadLetters>().Counts())["probe-participant"]);
    }
}

public sealed class Delivery_on_sqlite() : DeliveryContract(new StreamsInSqlite());

[OnPostgres]
public sealed class Delivery_on_postgres() : DeliveryContract(new StreamsInPostgres())
{
    [ContractFact]
    public async Task Of_two_processes_that_both_deliver_each_event_counts_once_and_either_may_leave()
    {
        var second = await Open();
        for (var number = 1; number <= 20; number++)
            await (number % 2 == 0 ? Side : second).Call("p1", new Called(number));
        await Side.Settled();
        Assert.Equal(Enumerable.Range(1, 20), await Side.Noted("p1"));

        await Close(Side);
        Side = second;
        await Side.Call("p1", new Called(21));
        await Side.Settled();
        Assert.Equal(Enumerable.Range(1, 21), await Side.Noted("p1"));
    }
}
